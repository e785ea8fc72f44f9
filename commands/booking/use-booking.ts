import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { booking } from "#domain/booking/decider.js";
import { offerer } from "#domain/offerer/decider.js";
import { Refusal } from "#domain/shared/refusal.js";
import { id } from "#domain/shared/values.js";

/** The venue hands over what was booked and validates the contremarque (bookings-and-stocks.md, sections 8.1 and 8.2). */
export const useBooking = defineCommand({
  name: "UseBooking",
  schema: z.object({ bookingId: id }),
  issuers: ["pro", "provider", "system"],
  handle: async ({ bookingId }, { run, load, at }) => {
    let booked = await load(booking, bookingId);
    // Another process may have confirmed it since this one looked in vain.
    if (booked.phase === "absent") booked = await load(booking, bookingId, { fresh: true });
    if (booked.phase !== "booked") throw new Refusal("BOOKING_NOT_FOUND");
    const { status } = await load(offerer, booked.offererId);
    await run(booking, bookingId, {
      type: "UseBooking",
      data: { at, author: "OFFERER", isOffererClosed: status === "CLOSED" },
    });
    return { bookingId };
  },
});
