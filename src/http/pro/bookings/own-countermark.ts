import type { FastifyRequest } from "fastify";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import { mayActFor } from "#http/pro/auth/access.js";
import { unknownToken } from "#http/pro/refusals.js";
import { type BookedState, bookingOfToken } from "#http/shared/booking-of-token.js";

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
