import type { FastifyRequest } from "fastify";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import { providerOf } from "#http/public/recognise-provider.js";
import { unknownToken } from "#http/public/refusals.js";
import { type BookedState, bookingOfToken } from "#http/shared/booking-of-token.js";

/** The booking behind a countermark of a venue that the caller is linked to. Unknown or another venue's: the same 404. */
export const linkedCountermark = async (
  request: FastifyRequest,
  token: string,
  deps: Pick<HttpDependencies, "load" | "tokens">,
): Promise<BookedState> => {
  const found = await bookingOfToken(token, deps);
  const { venueIds } = await providerOf(request, deps);
  if (found === undefined || !venueIds.has(found.venueId)) throw new HttpError(unknownToken.status, unknownToken.body);
  return found;
};
