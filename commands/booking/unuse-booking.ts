import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { booking } from "#domain/booking/decider.js";
import { id } from "#domain/shared/values.js";

/** The venue takes a validation back, "keep" in the routes (bookings-and-stocks.md, section 8.3). */
export const unuseBooking = defineCommand({
  name: "UnuseBooking",
  schema: z.object({ bookingId: id }),
  issuers: ["pro", "provider", "system"],
  handle: async ({ bookingId }, { run }) => {
    await run(booking, bookingId, { type: "UnuseBooking", data: {} });
    return { bookingId };
  },
});
