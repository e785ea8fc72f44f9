import { useBooking } from "#commands/booking/use-booking.js";
import type { Routes } from "#http/app.js";
import { issueFor } from "#http/issuing.js";
import { noContent } from "#http/no-content.js";
import { ownCountermark } from "#http/pro/bookings/own-countermark.js";
import { notYet } from "#http/pro/refusals.js";
import { TokenParams } from "#http/pro/schemas/countermark.js";
import { refusedAs } from "#http/shared/refused-as.js";
import { validationAnswers } from "#http/shared/validation-answers.js";

export const useTokenRoute: Routes = (app, deps) => {
  app.patch(
    "/bookings/use/token/:token",
    {
      schema: {
        operationId: "patchBookingUseByToken",
        tags: ["Bookings"],
        summary: "Validate a countermark",
        params: TokenParams,
        response: { 204: noContent },
      },
    },
    async (request, reply) => {
      const booked = await ownCountermark(request, request.params.token, deps);
      await refusedAs(await validationAnswers(booked, deps, notYet), () =>
        issueFor(deps, { request, reply }, useBooking, { bookingId: booked.bookingId }),
      );
      return reply.code(204).send(null);
    },
  );
};
