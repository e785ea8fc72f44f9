import type { FastifyRequest } from "fastify";
import { venue } from "#domain/venue/decider.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import { mayActFor } from "#http/pro/auth/access.js";
import { no, unknownToken } from "#http/pro/refusals.js";
import { type BookedState, bookingOfToken } from "#http/shared/booking-of-token.js";
import { validableFrom } from "#http/shared/local-moment.js";
import type { RouteAnswers } from "#http/shared/refused-as.js";

/** The booking behind a countermark that the caller may act on. Unknown or another venue's: the same 404. */
export const ownCountermark = async (
  request: FastifyRequest,
  token: string,
  deps: Pick<HttpDependencies, "load" | "tokens">,
): Promise<BookedState> => {
  const found = await bookingOfToken(token, deps);
  if (found === undefined || !(await mayActFor(request, found.offererId, deps)))
    throw new HttpError(unknownToken.status, unknownToken.body);
  return found;
};

/** Says in the venue's local time from when on a booking can be validated. */
export const validationAnswers = async (
  { venueId }: Pick<BookedState, "venueId">,
  { load }: Pick<HttpDependencies, "load">,
): Promise<RouteAnswers> => {
  const place = await load(venue, venueId);
  const timezone = place.status === "absent" ? "UTC" : place.address.timezone;
  return {
    BOOKING_NOT_CONFIRMED_YET: ({ cancellationLimitDate }) =>
      no(403, "booking", validableFrom(String(cancellationLimitDate), timezone)),
  };
};
