import { Refusal } from "#domain/shared/refusal.js";
import type { Instant } from "#domain/shared/values.js";

/** What the rules look at: a booking's state, or a row of the read model. */
export interface BookingFacts {
  readonly status: "CONFIRMED" | "USED" | "REIMBURSED" | "CANCELLED";
  readonly cancellationLimitDate: Instant | null;
}

const hours = (count: number): number => count * 3_600_000;

/**
 * Until when the user may cancel (bookings-and-stocks.md, section 5): an event booked early enough leaves 48 hours to
 * change one's mind and none in the last 48 hours before it begins. null for things: they can be cancelled until used.
 */
export const cancellationLimit = (beginning: Instant | null, bookedAt: Instant): Instant | null => {
  if (beginning === null) return null;
  const booked = Date.parse(bookedAt);
  const earlier = Math.min(Date.parse(beginning) - hours(48), booked + hours(48));
  return new Date(Math.max(earlier, booked)).toISOString();
};

/** The limit is inclusive: at the exact instant the booking can no longer be cancelled. Never true for things. */
export const isPastCancellation = ({ cancellationLimitDate }: BookingFacts, at: Instant): boolean =>
  cancellationLimitDate !== null && cancellationLimitDate <= at;

/** Refuses, in the order of section 8.1, a booking that the venue cannot validate now; else answers it. */
export const refuseUnlessUsable = <B extends BookingFacts>(booking: B, isOffererClosed: boolean, at: Instant): B => {
  if (booking.status === "REIMBURSED") throw new Refusal("BOOKING_REIMBURSED");
  if (booking.status === "USED") throw new Refusal("BOOKING_USED");
  if (booking.status === "CANCELLED") throw new Refusal("BOOKING_CANCELLED");
  if (isOffererClosed) throw new Refusal("OFFERER_CLOSED");
  if (booking.cancellationLimitDate !== null && booking.cancellationLimitDate > at)
    throw new Refusal("BOOKING_NOT_CONFIRMED_YET", { cancellationLimitDate: booking.cancellationLimitDate });
  return booking;
};

/** Refuses, in the order of section 8.3, a booking whose validation cannot be taken back; else answers it. */
export const refuseUnlessReversible = <B extends BookingFacts>(booking: B): B => {
  if (booking.status === "CANCELLED") throw new Refusal("BOOKING_CANCELLED");
  if (booking.status === "REIMBURSED") throw new Refusal("BOOKING_REIMBURSED");
  if (booking.status !== "USED") throw new Refusal("BOOKING_NOT_USED");
  return booking;
};

/** Refuses, in the order of sections 9.3 and 9.4, a booking that its user or its venue cannot cancel now; else answers it. */
export const refuseUnlessCancellable = <B extends BookingFacts>(
  booking: B,
  by: "BENEFICIARY" | "OFFERER",
  at: Instant,
): B => {
  if (booking.status === "CANCELLED") throw new Refusal("BOOKING_CANCELLED");
  if (booking.status === "REIMBURSED") throw new Refusal(by === "OFFERER" ? "BOOKING_REIMBURSED" : "BOOKING_USED");
  if (booking.status === "USED") throw new Refusal("BOOKING_USED");
  if (isPastCancellation(booking, at)) throw new Refusal("BOOKING_CONFIRMED");
  return booking;
};
