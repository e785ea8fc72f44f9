import { offer } from "#domain/offer/decider.js";
import type { Routes } from "#http/app.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import { toBooking } from "#http/public/present.js";
import { type ActiveProvider, providerOf } from "#http/public/recognise-provider.js";
import { GetFilteredBookingsResponse, ListBookingsQuery } from "#http/public/schemas.js";
import { InvalidInput } from "#http/validation.js";
import { bookingsOfVenues } from "#projections/bookings/queries/bookings-of-venues.js";

export const listBookingsRoute: Routes = (app, deps) => {
  app.get(
    "/public/bookings/v1/bookings",
    {
      schema: {
        operationId: "GetBookings",
        tags: ["Bookings"],
        summary: "The bookings of an offer or of a venue",
        description:
          "By rising id. Ask on with `firstIndex` one above the last id; fewer than `limit` are the last ones.",
        querystring: ListBookingsQuery,
        response: { 200: GetFilteredBookingsResponse },
      },
      config: { reads: bookingsOfVenues.reads },
    },
    async (request) => {
      const venueIds = await venuesAskedFor(request.query, await providerOf(request, deps), deps);
      const sheets = await bookingsOfVenues.run(deps.pool, { ...request.query, venueIds });
      return { bookings: sheets.map(toBooking) };
    },
  );
};

/** The linked venues that a query is about. Refuses with 404 a venue or an offer that the provider cannot see. */
const venuesAskedFor = async (
  { offerId, venueId }: ListBookingsQuery,
  { venueIds }: ActiveProvider,
  { load }: Pick<HttpDependencies, "load">,
): Promise<readonly number[]> => {
  if (offerId === undefined && venueId === undefined)
    throw new InvalidInput({ global: ["`offerId` or `venueId` must be set"] });
  if (venueId !== undefined && !venueIds.has(venueId))
    throw new HttpError(404, { venueId: "we could not find this venue" });
  if (offerId !== undefined) {
    const found = await load(offer, offerId);
    if (found.status === "absent" || !venueIds.has(found.venueId))
      throw new HttpError(404, { offerId: "we could not find this offer" });
  }
  return venueId === undefined ? [...venueIds] : [venueId];
};
