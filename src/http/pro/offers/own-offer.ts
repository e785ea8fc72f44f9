import type { FastifyRequest } from "fastify";
import { offer } from "#domain/offer/decider.js";
import type { KnownOffer } from "#domain/offer/state.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import type { Answer } from "#http/errors/refusals.js";
import { requireOfferer } from "#http/pro/auth/access.js";

/** An offer that the caller may act for. Refuses an unknown one in the route's own words, another offerer's with 403. */
export const ownOffer = async (
  request: FastifyRequest,
  offerId: number,
  unknown: Answer,
  deps: Pick<HttpDependencies, "load">,
): Promise<KnownOffer> => {
  const found = await deps.load(offer, offerId);
  if (found.status === "absent") throw new HttpError(unknown.status, unknown.body);
  await requireOfferer(request, found.offererId, deps);
  return found;
};
