import { z } from "zod";
import type { Routes } from "#http/app.js";
import { notFound } from "#http/errors/http-error.js";
import { requireOfferer } from "#http/pro/auth/access.js";
import { toOfferWithAddress } from "#http/pro/present/offer.js";
import { unknownObject } from "#http/pro/refusals.js";
import { GetIndividualOfferWithAddressResponseModel } from "#http/pro/schemas/offers.js";
import { textId } from "#http/pro/schemas/values.js";
import { proOffer } from "#projections/offers/queries/pro-offer.js";

export const offerRoute: Routes = (app, deps) => {
  app.get(
    "/offers/:offer_id",
    {
      schema: {
        operationId: "getOffer",
        tags: ["Offers"],
        summary: "One offer, drafts included",
        params: z.object({ offer_id: textId }),
        response: { 200: GetIndividualOfferWithAddressResponseModel },
      },
      config: { reads: proOffer.reads },
    },
    async (request) => {
      const now = deps.clock.now();
      const found = await proOffer.run(deps.pool, { offerId: request.params.offer_id, now });
      if (found === null) throw notFound({ global: [unknownObject] });
      await requireOfferer(request, found.offererId, deps);
      return toOfferWithAddress(found, now);
    },
  );
};
