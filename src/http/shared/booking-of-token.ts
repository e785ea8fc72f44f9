import { type Booking, booking } from "#domain/booking/decider.js";
import type { HttpDependencies } from "#http/dependencies.js";

export type BookedState = Extract<Booking, { readonly phase: "booked" }>;

/** The booking behind a countermark, upper or lower case, as it is now; undefined where there is none. */
export const bookingOfToken = async (
  token: string,
  { tokens, load }: Pick<HttpDependencies, "tokens" | "load">,
): Promise<BookedState | undefined> => {
  const bookingId = tokens.bookingIdOf(token);
  if (bookingId === undefined) return undefined;
  const found = await load(booking, bookingId);
  return found.phase === "booked" ? found : undefined;
};
