import { publishOffer } from "#commands/offer/publish-offer.js";
import type { Routes } from "#http/app.js";
import { issueFor } from "#http/issuing.js";
import { ownOffer } from "#http/pro/offers/own-offer.js";
import { toOffer } from "#http/pro/present/offer.js";
import { no } from "#http/pro/refusals.js";
import { PatchOfferPublishBodyModel } from "#http/pro/schemas/offer-inputs.js";
import { GetIndividualOfferResponseModel } from "#http/pro/schemas/offers.js";
import { askUntilShown } from "#http/shared/ask-until-shown.js";
import { refusePast } from "#http/shared/refuse-past.js";
import { proOffer } from "#projections/offers/queries/pro-offer.js";

const unknownOffer = no(404, "offerer", "Aucune offre n'a cet identifiant");

export const publishOfferRoute: Routes = (app, deps) => {
  app.patch(
    "/offers/publish",
    {
      schema: {
        operationId: "patchPublishOffer",
        tags: ["Offers"],
        summary: "Publish an offer, now or at a date",
        description: "Asked again with the same dates it changes nothing.",
        body: PatchOfferPublishBodyModel,
        response: { 200: GetIndividualOfferResponseModel },
      },
      config: { reads: proOffer.reads },
    },
    async (request, reply) => {
      const { id: offerId, publicationDatetime, bookingAllowedDatetime } = request.body;
      refusePast(deps.clock.now(), { publicationDatetime, bookingAllowedDatetime });
      await ownOffer(request, offerId, unknownOffer, deps);
      await issueFor(deps, { request, reply }, publishOffer, {
        offerId,
        publicationDatetime: publicationDatetime ?? null,
        bookingAllowedDatetime: bookingAllowedDatetime ?? null,
      });
      const shownAt = deps.clock.now();
      const published = await askUntilShown(deps, { request, reply }, proOffer, { offerId, now: shownAt });
      return toOffer(published, shownAt);
    },
  );
};
