import { venue } from "#domain/venue/decider.js";
import type { HttpDependencies } from "#http/dependencies.js";
import type { Answer } from "#http/errors/refusals.js";
import { validableFrom } from "#http/shared/local-moment.js";
import type { RouteAnswers } from "#http/shared/refused-as.js";

/** Tells a booking that is not confirmed yet from when on it is, by the clock of its venue, in the shape of an audience. */
export const validationAnswers = async (
  { venueId }: { readonly venueId: number },
  { load }: Pick<HttpDependencies, "load">,
  say: (sentence: string) => Answer,
): Promise<RouteAnswers> => {
  const place = await load(venue, venueId);
  const timezone = place.status === "absent" ? "UTC" : place.address.timezone;
  return {
    BOOKING_NOT_CONFIRMED_YET: ({ cancellationLimitDate }) =>
      say(validableFrom(String(cancellationLimitDate), timezone)),
  };
};
