import type { NewEvent, StoredEvent } from "#application/ports/event-store.js";
import { newEvent } from "#tests/support/memory-event-store.js";

/** The id of the n-th event of `bookingsLog`, the same in every process. */
export const bookingEventId = (n: number): string => `00000000-0000-4000-8000-${n.toString().padStart(12, "0")}`;

/** Booking n was confirmed. */
export const bookingConfirmed = (n: number): NewEvent =>
  newEvent(
    "BookingConfirmed",
    {
      bookingId: n,
      token: "ABC234",
      userId: 5,
      stockId: 77,
      offerId: 7,
      venueId: 3,
      offererId: 2,
      depositId: 11,
      quantity: 1,
      unitAmountCents: 1_250,
      priceCategoryLabel: null,
      cancellationLimitDate: null,
      bookedAt: "2026-01-02T03:04:05.678Z",
    },
    bookingEventId(n),
  );

/** A log of `count` confirmed bookings, numbered from 1. Every process that asks gets the same one. */
export const bookingsLog = (count: number): readonly StoredEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    ...bookingConfirmed(index + 1),
    stream: `booking-${index + 1}`,
    revision: 0n,
    position: BigInt(index + 1) * 100n,
    created: new Date("2026-01-02T03:04:05.678Z"),
  }));
