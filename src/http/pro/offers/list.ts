import { subcategories } from "#domain/catalogue/subcategories.js";
import type { Routes } from "#http/app.js";
import { proIdOf } from "#http/pro/auth/recognise-pro.js";
import { toListedOffer } from "#http/pro/present/offer-list.js";
import { ListOffersQueryModel, ListOffersResponseModel } from "#http/pro/schemas/offer-list.js";
import { offersOfPro } from "#projections/offers/queries/offers-of-pro.js";

export const listOffersRoute: Routes = (app, { pool, clock }) => {
  app.get(
    "/offers",
    {
      schema: {
        operationId: "listOffers",
        tags: ["Offers"],
        summary: "The offers of the user's structures, newest first",
        description: "At most 101: the portal shows more as 100+.",
        querystring: ListOffersQueryModel,
        response: { 200: ListOffersResponseModel },
      },
      config: { reads: offersOfPro.reads },
    },
    async (request) => {
      const { nameOrIsbn, offererId, venueId, status, categoryId, creationMode, ...rest } = request.query;
      const now = clock.now();
      const offers = await offersOfPro.run(pool, {
        memberId: proIdOf(request),
        now,
        nameOrIsbn: nameOrIsbn || undefined,
        offererId,
        venueId,
        status,
        addressId: rest.offererAddressId,
        subcategoryIds: categoryId === undefined ? undefined : subcategoryIdsOf(categoryId),
        isImported: creationMode === undefined ? undefined : creationMode === "imported",
        beginsFrom: rest.periodBeginningDate,
        beginsTo: rest.periodEndingDate,
      });
      return offers.map((offer) => toListedOffer(offer, now));
    },
  );
};

const subcategoryIdsOf = (categoryId: string): readonly string[] =>
  subcategories.filter((one) => one.categoryId === categoryId).map(({ id }) => id);
