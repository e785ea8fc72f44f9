import { z } from "zod";
import { plannedStock } from "#domain/offer/events.js";
import { type EventOf, event } from "#domain/shared/event.js";
import { id, instant } from "#domain/shared/values.js";

// Storage format: what stands here is in the log for ever.
export const stockEvents = {
  StockOpened: event(plannedStock.extend({ offerId: id })),
  /** Seats are held for a booking. Whom they are held for lets a process finish a booking that a crash cut short. */
  StockReserved: event(
    z.object({ stockId: id, bookingId: id, userId: id, quantity: z.int().min(1).max(2), reservedAt: instant }),
  ),
  StockReleased: event(z.object({ stockId: id, bookingId: id, quantity: z.int().min(1).max(2) })),
};
export type StockEvent = EventOf<typeof stockEvents>;
