import { z } from "zod";
import { type EventOf, event } from "#domain/shared/event.js";
import { cents, id, instant } from "#domain/shared/values.js";

/** bookings-and-stocks.md, section 9.2. */
export const cancellationReasons = [
  "OFFERER",
  "BENEFICIARY",
  "EXPIRED",
  "FRAUD",
  "FRAUD_SUSPICION",
  "FRAUD_INAPPROPRIATE",
  "REFUSED_BY_INSTITUTE",
  "FINANCE_INCIDENT",
  "BACKOFFICE",
  "BACKOFFICE_EVENT_CANCELLED",
  "BACKOFFICE_OVERBOOKING",
  "BACKOFFICE_BENEFICIARY_REQUEST",
  "BACKOFFICE_OFFER_MODIFIED",
  "BACKOFFICE_OFFER_WITH_WRONG_INFORMATION",
  "BACKOFFICE_OFFERER_BUSINESS_CLOSED",
  "OFFERER_CONNECT_AS",
  "OFFERER_CLOSED",
] as const;
export const cancellationReason = z.enum(cancellationReasons);

/** Who marked a booking as used: the venue or its software, an agent, or the system by itself. */
export const validationAuthor = z.enum(["OFFERER", "BACKOFFICE", "AUTO"]);

// Storage format: what stands here is in the log for ever.
export const bookingEvents = {
  BookingConfirmed: event(
    z.object({
      bookingId: id,
      /** The contremarque: six characters that prove the booking at the venue's desk (section 4). */
      token: z.string().length(6),
      userId: id,
      stockId: id,
      offerId: id,
      venueId: id,
      offererId: id,
      depositId: id.nullable(),
      quantity: z.int().min(1).max(2),
      /** Frozen at booking time. */
      unitAmountCents: cents,
      priceCategoryLabel: z.string().nullable(),
      /** Events only: from this instant on the user cannot cancel and the venue can validate (section 5). */
      cancellationLimitDate: instant.nullable(),
      bookedAt: instant,
    }),
  ),
  /** The booking could not be completed; its id will never be a booking, and what was held for it is undone. */
  BookingAbandoned: event(z.object({ bookingId: id, stockId: id, userId: id, offerId: id, reason: z.string() })),
  BookingUsed: event(z.object({ bookingId: id, usedAt: instant, author: validationAuthor })),
  BookingUnused: event(z.object({ bookingId: id })),
  BookingCancelled: event(
    z.object({
      bookingId: id,
      stockId: id,
      userId: id,
      offerId: id,
      reason: cancellationReason,
      cancelledAt: instant,
      /** The pro or the agent who cancelled, when one did. */
      authorId: id.nullable(),
    }),
  ),
  /** The user filed the booking under "ended", or took it out again. */
  BookingDisplayChanged: event(z.object({ bookingId: id, displayAsEnded: z.boolean() })),
};
export type BookingEvent = EventOf<typeof bookingEvents>;
