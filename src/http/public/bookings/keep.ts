import { unuseBooking } from "#commands/booking/unuse-booking.js";
import type { Routes } from "#http/app.js";
import { issueFor } from "#http/issuing.js";
import { noContent } from "#http/no-content.js";
import { linkedCountermark } from "#http/public/bookings/linked-countermark.js";
import { keepAnswers } from "#http/public/refusals.js";
import { TokenParams } from "#http/public/schemas.js";
import { refusedAs } from "#http/shared/refused-as.js";

export const keepTokenRoute: Routes = (app, deps) => {
  app.patch(
    "/public/bookings/v1/keep/token/:token",
    {
      schema: {
        operationId: "CancelBookingValidationByToken",
        tags: ["Bookings"],
        summary: "Take the validation of a countermark back",
        params: TokenParams,
        response: { 204: noContent },
      },
    },
    async (request, reply) => {
      const { bookingId } = await linkedCountermark(request, request.params.token, deps);
      await refusedAs(keepAnswers, () => issueFor(deps, { request, reply }, unuseBooking, { bookingId }));
      return reply.code(204).send(null);
    },
  );
};
