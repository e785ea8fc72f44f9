import { cancelBooking } from "#commands/booking/cancel-booking.js";
import type { Routes } from "#http/app.js";
import { issueFor } from "#http/issuing.js";
import { noContent } from "#http/no-content.js";
import { linkedCountermark } from "#http/public/bookings/linked-countermark.js";
import { cancelAnswers } from "#http/public/refusals.js";
import { TokenParams } from "#http/public/schemas.js";
import { refusedAs } from "#http/shared/refused-as.js";

export const cancelTokenRoute: Routes = (app, deps) => {
  app.patch(
    "/public/bookings/v1/cancel/token/:token",
    {
      schema: {
        operationId: "CancelBookingByToken",
        tags: ["Bookings"],
        summary: "Cancel the booking behind a countermark",
        description: "An event's only before its cancellation limit. The credit and the seats are given back.",
        params: TokenParams,
        response: { 204: noContent },
      },
    },
    async (request, reply) => {
      const { bookingId } = await linkedCountermark(request, request.params.token, deps);
      await refusedAs(cancelAnswers, () =>
        issueFor(deps, { request, reply }, cancelBooking, { bookingId, by: "OFFERER", authorId: null }),
      );
      return reply.code(204).send(null);
    },
  );
};
