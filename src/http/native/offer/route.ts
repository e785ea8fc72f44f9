import { z } from "zod";
import type { Routes } from "#http/app.js";
import { notFound } from "#http/errors/http-error.js";
import { idParameter } from "#http/native/id-parameter.js";
import { offerResponse } from "#http/native/offer/render.js";
import { offerAnswer } from "#http/native/offer/schema.js";
import { approvedOffer } from "#projections/offers/queries/approved-offer.js";

export const offerRoute: Routes = (app, { pool, clock }) => {
  app.get(
    "/native/v1/offer/:offerId",
    {
      schema: {
        operationId: "getOffer",
        tags: ["Offers"],
        summary: "An offer with its stocks",
        description: "Only approved offers; one that is not published any more says so with isReleased.",
        params: z.object({ offerId: idParameter }),
        response: { 200: offerAnswer },
      },
      config: { reads: approvedOffer.reads },
    },
    async ({ params }) => {
      const offer = await approvedOffer.run(pool, params);
      if (offer === null) throw notFound();
      return offerResponse(offer, clock.now());
    },
  );
};
