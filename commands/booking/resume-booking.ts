import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { bookOffer } from "#commands/booking/book-offer.js";
import { giveBack } from "#commands/booking/undo-booking.js";
import { booking } from "#domain/booking/decider.js";
import { Refusal } from "#domain/shared/refusal.js";
import { id } from "#domain/shared/values.js";
import { stock } from "#domain/stock/decider.js";

/**
 * Finishes or undoes a booking that a crash left half done. Harmless whenever it comes: every step of it asks the stream
 * it changes, and one that is already taken answers nothing.
 */
export const resumeBooking = defineCommand({
  name: "ResumeBooking",
  schema: z.object({ bookingId: id, userId: id, stockId: id, quantity: z.int().min(1).max(2) }),
  issuers: ["system"],
  handle: async (flow, context): Promise<{ readonly outcome: "finished" | "undone" }> => {
    const { bookingId, stockId, userId } = flow;
    const booked = await context.load(booking, bookingId, { fresh: true });
    if (booked.phase === "booked" && booked.status !== "CANCELLED") return { outcome: "finished" };
    if (booked.phase === "absent") {
      try {
        await bookOffer.handle(flow, context);
        return { outcome: "finished" };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { outcome: "undone" };
      }
    }
    const lot = await context.load(stock, stockId, { fresh: true });
    if (lot.status === "open") await giveBack({ bookingId, stockId, userId, offerId: lot.offerId }, context);
    return { outcome: "undone" };
  },
});
