import { unuseBooking } from "#commands/booking/unuse-booking.js";
import type { Routes } from "#http/app.js";
import { issueFor } from "#http/issuing.js";
import { noContent } from "#http/no-content.js";
import { ownCountermark } from "#http/pro/bookings/own-countermark.js";
import { keepAnswers } from "#http/pro/refusals.js";
import { TokenParams } from "#http/pro/schemas/countermark.js";
import { refusedAs } from "#http/shared/refused-as.js";

export const keepTokenRoute: Routes = (app, deps) => {
  app.patch(
    "/bookings/keep/token/:token",
    {
      schema: {
        operationId: "patchBookingKeepByToken",
        tags: ["Bookings"],
        summary: "Take the validation of a countermark back",
        params: TokenParams,
        response: { 204: noContent },
      },
    },
    async (request, reply) => {
      const { bookingId } = await ownCountermark(request, request.params.token, deps);
      await refusedAs(keepAnswers, () => issueFor(deps, { request, reply }, unuseBooking, { bookingId }));
      return reply.code(204).send(null);
    },
  );
};
