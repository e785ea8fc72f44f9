import { useBooking } from "#commands/booking/use-booking.js";
import type { Routes } from "#http/app.js";
import { issueFor } from "#http/issuing.js";
import { noContent } from "#http/no-content.js";
import { linkedCountermark } from "#http/public/bookings/linked-countermark.js";
import { notYet } from "#http/public/refusals.js";
import { TokenParams } from "#http/public/schemas.js";
import { refusedAs } from "#http/shared/refused-as.js";
import { validationAnswers } from "#http/shared/validation-answers.js";

export const useTokenRoute: Routes = (app, deps) => {
  app.patch(
    "/public/bookings/v1/use/token/:token",
    {
      schema: {
        operationId: "ValidateBookingByToken",
        tags: ["Bookings"],
        summary: "Validate a countermark",
        params: TokenParams,
        response: { 204: noContent },
      },
    },
    async (request, reply) => {
      const booked = await linkedCountermark(request, request.params.token, deps);
      await refusedAs(await validationAnswers(booked, deps, notYet), () =>
        issueFor(deps, { request, reply }, useBooking, { bookingId: booked.bookingId }),
      );
      return reply.code(204).send(null);
    },
  );
};
