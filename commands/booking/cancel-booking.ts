import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { giveBack } from "#commands/booking/undo-booking.js";
import { booking } from "#domain/booking/decider.js";
import { Refusal } from "#domain/shared/refusal.js";
import { id } from "#domain/shared/values.js";

/**
 * Cancels a booking for its user or its venue, then returns the credit and the seats (bookings-and-stocks.md, section
 * 9). Asked again by the user it changes nothing, but sees that both were returned.
 */
export const cancelBooking = defineCommand({
  name: "CancelBooking",
  schema: z.object({ bookingId: id, by: z.enum(["BENEFICIARY", "OFFERER"]), authorId: id.nullable() }),
  issuers: ["user", "pro", "provider", "system"],
  handle: async ({ bookingId, by, authorId }, context) => {
    await context.run(booking, bookingId, { type: "CancelBooking", data: { by, authorId, at: context.at } });
    const cancelled = await context.load(booking, bookingId);
    if (cancelled.phase !== "booked") throw new Refusal("BOOKING_NOT_FOUND");
    await giveBack(cancelled, context);
    return { bookingId };
  },
});
