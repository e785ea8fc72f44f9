import { z } from "zod";
import { changeBookingDisplay } from "#commands/booking/change-booking-display.js";
import type { Routes } from "#http/app.js";
import { issueFor } from "#http/issuing.js";
import { refuseUnlessOwn } from "#http/native/bookings/own.js";
import { idParameter } from "#http/native/id-parameter.js";
import { model } from "#http/native/models.js";
import { userIdOf } from "#http/native/session.js";
import { noContent } from "#http/no-content.js";

const display = model("BookingDisplayStatusRequest", z.strictObject({ ended: z.boolean() }));

export const toggleDisplayRoute: Routes = (app, deps) => {
  app.post(
    "/native/v1/bookings/:bookingId/toggle_display",
    {
      schema: {
        operationId: "flagBookingAsEnded",
        tags: ["Bookings"],
        summary: "File a booking under ended, or take it out again",
        params: z.object({ bookingId: idParameter }),
        body: display,
        response: { 204: noContent },
      },
    },
    async (request, reply) => {
      const { bookingId } = request.params;
      await refuseUnlessOwn(deps, bookingId, userIdOf(request));
      const input = { bookingId, displayAsEnded: request.body.ended };
      await issueFor(deps, { request, reply }, changeBookingDisplay, input);
      return reply.code(204).send(null);
    },
  );
};
