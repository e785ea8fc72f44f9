import { z } from "zod";
import { setOfferPrices } from "#commands/offer/set-offer-prices.js";
import type { Routes } from "#http/app.js";
import { issueFor } from "#http/issuing.js";
import { ownOffer } from "#http/pro/offers/own-offer.js";
import { toOfferWithAddress } from "#http/pro/present/offer.js";
import { no } from "#http/pro/refusals.js";
import { PriceCategoryBody } from "#http/pro/schemas/offer-inputs.js";
import { GetIndividualOfferWithAddressResponseModel } from "#http/pro/schemas/offers.js";
import { textId } from "#http/pro/schemas/values.js";
import { askUntilShown } from "#http/shared/ask-until-shown.js";
import { proOffer } from "#projections/offers/queries/pro-offer.js";

const unknownOffer = no(404, "offer_id", "Aucune offre n'a cet identifiant");

export const priceCategoriesRoute: Routes = (app, deps) => {
  app.put(
    "/offers/:offer_id/price_categories",
    {
      schema: {
        operationId: "replaceOfferPriceCategories",
        tags: ["Offers"],
        summary: "Set the prices of an event",
        description: "The whole list: with an id a price is kept or changed, without one it is new.",
        params: z.object({ offer_id: textId }),
        body: PriceCategoryBody,
        response: { 200: GetIndividualOfferWithAddressResponseModel },
      },
      config: { reads: proOffer.reads },
    },
    async (request, reply) => {
      const { offer_id: offerId } = request.params;
      await ownOffer(request, offerId, unknownOffer, deps);
      const prices = request.body.priceCategories.map(({ id, label, price }) => ({
        priceCategoryId: id ?? null,
        label,
        priceCents: price,
      }));
      await issueFor(deps, { request, reply }, setOfferPrices, { offerId, prices });
      const now = deps.clock.now();
      return toOfferWithAddress(await askUntilShown(deps, { request, reply }, proOffer, { offerId, now }), now);
    },
  );
};
