import { type Booking, booking } from "#domain/booking/decider.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { notFound } from "#http/errors/http-error.js";

/** Refuses with 404 a booking that does not exist or is somebody else's: nobody learns which (bookings-and-stocks.md, 9.3). */
export const refuseUnlessOwn = async (
  { load }: Pick<HttpDependencies, "load">,
  bookingId: number,
  userId: number,
): Promise<void> => {
  const isOwn = (state: Booking): boolean => state.phase === "booked" && state.userId === userId;
  // Another process may have confirmed it a moment ago: look at the store itself before saying no.
  if (isOwn(await load(booking, bookingId)) || isOwn(await load(booking, bookingId, { fresh: true }))) return;
  throw notFound();
};
