import { createOffer } from "#commands/offer/create-offer.js";
import { venue } from "#domain/venue/decider.js";
import type { Routes } from "#http/app.js";
import { notFound } from "#http/errors/http-error.js";
import { idsOf, issueFor } from "#http/issuing.js";
import { requireOfferer } from "#http/pro/auth/access.js";
import { toOffer } from "#http/pro/present/offer.js";
import { MinimalPostOfferBodyModel } from "#http/pro/schemas/offer-inputs.js";
import { GetIndividualOfferResponseModel } from "#http/pro/schemas/offers.js";
import { askUntilShown } from "#http/shared/ask-until-shown.js";
import { proOffer } from "#projections/offers/queries/pro-offer.js";

export const createOfferRoute: Routes = (app, deps) => {
  app.post(
    "/offers",
    {
      schema: {
        operationId: "postOffer",
        tags: ["Offers"],
        summary: "Draft an offer of a venue",
        description: "Nobody else sees a draft until it has stocks and is published.",
        body: MinimalPostOfferBodyModel,
        response: { 201: GetIndividualOfferResponseModel },
      },
      config: { reads: proOffer.reads },
    },
    async (request, reply) => {
      const { venueId, name, subcategoryId, description, durationMinutes, extraData, ...rest } = request.body;
      const place = await deps.load(venue, venueId);
      if (place.status === "absent") throw notFound();
      await requireOfferer(request, place.offererId, deps);
      const offerId = await idsOf(request, deps).next("offer");
      await issueFor(deps, { request, reply }, createOffer, {
        offerId,
        venueId,
        name,
        subcategoryId,
        description: description ?? null,
        durationMinutes: durationMinutes ?? null,
        extraData: extraData ?? {},
        accessibility: {
          audio: rest.audioDisabilityCompliant,
          mental: rest.mentalDisabilityCompliant,
          motor: rest.motorDisabilityCompliant,
          visual: rest.visualDisabilityCompliant,
        },
        url: null,
        bookingEmail: null,
      });
      const now = deps.clock.now();
      const created = await askUntilShown(deps, { request, reply }, proOffer, { offerId, now });
      return reply.code(201).send(toOffer(created, now));
    },
  );
};
