import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import { offer } from "#domain/offer/decider.js";
import { checkNewOffer, keptExtraData } from "#domain/offer/new-offer.js";
import { Refusal } from "#domain/shared/refusal.js";
import { id } from "#domain/shared/values.js";
import { venue } from "#domain/venue/decider.js";
import { accessibility } from "#domain/venue/events.js";

/** Drafts an offer of a venue (offers.md, section 4.1). A draft is seen by nobody else until it is published. */
export const createOffer = defineCommand({
  name: "CreateOffer",
  schema: z.object({
    offerId: id,
    venueId: id,
    name: z.string().min(1).max(140),
    subcategoryId: z.string(),
    description: z.string().nullable(),
    durationMinutes: z.int().min(0).nullable(),
    extraData: z.record(z.string(), z.unknown()),
    accessibility,
    url: z.string().max(255).nullable().default(null),
    bookingEmail: z.string().nullable().default(null),
  }),
  issuers: ["pro", "provider", "agent", "system"],
  handle: async ({ extraData, ...wanted }, { run, load, at }) => {
    const place = await load(venue, wanted.venueId);
    if (place.status === "absent") throw new Refusal("VENUE_NOT_FOUND", { venueId: wanted.venueId });
    const ean = typeof extraData["ean"] === "string" && extraData["ean"] !== "" ? extraData["ean"] : null;
    checkNewOffer({ ...wanted, extraData, ean, isDuo: false });
    const { isEvent, canBeDuo } = subcategoryOf(wanted.subcategoryId);
    await run(offer, wanted.offerId, {
      type: "CreateOffer",
      data: {
        ...wanted,
        offererId: place.offererId,
        durationMinutes: wanted.durationMinutes || null, // 0 is stored as null (offers.md, section 1)
        ean,
        extraData: keptExtraData(wanted.subcategoryId, extraData),
        externalTicketOfficeUrl: null,
        bookingContact: null,
        withdrawalType: null,
        withdrawalDelay: null,
        withdrawalDetails: place.withdrawalDetails,
        isDuo: isEvent && canBeDuo,
        isNational: wanted.url !== null,
        createdAt: at,
      },
    });
    return { offerId: wanted.offerId };
  },
});
