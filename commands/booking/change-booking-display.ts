import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { booking } from "#domain/booking/decider.js";
import { id } from "#domain/shared/values.js";

/** The user files a booking under "ended" in the app, or takes it out again (bookings-and-stocks.md, section 11). */
export const changeBookingDisplay = defineCommand({
  name: "ChangeBookingDisplay",
  schema: z.object({ bookingId: id, displayAsEnded: z.boolean() }),
  issuers: ["user", "system"],
  handle: async ({ bookingId, displayAsEnded }, { run }) => {
    await run(booking, bookingId, { type: "ChangeBookingDisplay", data: { displayAsEnded } });
    return { bookingId };
  },
});
