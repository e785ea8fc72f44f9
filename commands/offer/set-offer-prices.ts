import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { offer } from "#domain/offer/decider.js";
import { Refusal } from "#domain/shared/refusal.js";
import { cents, id } from "#domain/shared/values.js";

/** Sets the list of prices of an event offer: with an id a price is kept or changed, without one it is new (offers.md, section 10). */
export const setOfferPrices = defineCommand({
  name: "SetOfferPrices",
  schema: z.object({
    offerId: id,
    prices: z.array(z.object({ priceCategoryId: id.nullable(), label: z.string().min(1).max(50), priceCents: cents })),
  }),
  issuers: ["pro", "agent", "system"],
  handle: async ({ offerId, prices }, { run, load, ids }) => {
    const current = await load(offer, offerId);
    if (current.status === "absent") throw new Refusal("OFFER_NOT_FOUND", { offerId });
    const known = new Set(current.priceCategories.map((one) => one.priceCategoryId));
    const alike = (label: string, priceCents: number) =>
      current.priceCategories.find((one) => one.label === label && one.priceCents === priceCents)?.priceCategoryId;
    const priceCategories: { priceCategoryId: number; label: string; priceCents: number }[] = [];
    for (const { priceCategoryId, label, priceCents } of prices) {
      if (priceCategoryId !== null && !known.has(priceCategoryId))
        throw new Refusal("PRICE_CATEGORY_NOT_FOUND", { priceCategoryId });
      // The same list sent twice finds its prices again instead of making new ones.
      const assigned = priceCategoryId ?? alike(label, priceCents) ?? (await ids.next("priceCategory"));
      priceCategories.push({ priceCategoryId: assigned, label, priceCents });
    }
    await run(offer, offerId, { type: "SetOfferPrices", data: { priceCategories } });
    return { priceCategories };
  },
});
