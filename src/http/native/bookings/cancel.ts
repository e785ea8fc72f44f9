import { z } from "zod";
import { cancelBooking } from "#commands/booking/cancel-booking.js";
import type { Routes } from "#http/app.js";
import { issueFor } from "#http/issuing.js";
import { refuseUnlessOwn } from "#http/native/bookings/own.js";
import { idParameter } from "#http/native/id-parameter.js";
import { userIdOf } from "#http/native/session.js";
import { noContent } from "#http/no-content.js";

export const cancelRoute: Routes = (app, deps) => {
  app.post(
    "/native/v1/bookings/:bookingId/cancel",
    {
      schema: {
        operationId: "cancelBooking",
        tags: ["Bookings"],
        summary: "Cancel a booking",
        description: "Safe to repeat: a booking that is cancelled already stays so.",
        params: z.object({ bookingId: idParameter }),
        response: { 204: noContent },
      },
    },
    async (request, reply) => {
      const { bookingId } = request.params;
      await refuseUnlessOwn(deps, bookingId, userIdOf(request));
      await issueFor(deps, { request, reply }, cancelBooking, { bookingId, by: "BENEFICIARY", authorId: null });
      return reply.code(204).send(null);
    },
  );
};
