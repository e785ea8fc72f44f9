import { z } from "zod";
import { type CommandContext, defineCommand } from "#application/command.js";
import { openPlannedStocks } from "#commands/offer/plan-stocks.js";
import { eanClaim } from "#domain/claim/decider.js";
import { offer } from "#domain/offer/decider.js";
import type { PlannedStock } from "#domain/offer/events.js";
import { fieldInvalid } from "#domain/offer/new-offer.js";
import { Refusal } from "#domain/shared/refusal.js";
import { id, instant } from "#domain/shared/values.js";
import { hasSeats, stock } from "#domain/stock/decider.js";

/** Publishes an offer that has something to book, now or at a date (offers.md, section 8). */
export const publishOffer = defineCommand({
  name: "PublishOffer",
  schema: z.object({
    offerId: id,
    publicationDatetime: instant.nullable(),
    bookingAllowedDatetime: instant.nullable(),
  }),
  issuers: ["pro", "provider", "agent", "system"],
  handle: async ({ offerId, publicationDatetime, bookingAllowedDatetime }, context) => {
    const { run, load, at } = context;
    const draft = await load(offer, offerId);
    if (draft.status === "absent") throw new Refusal("OFFER_NOT_FOUND", { offerId });
    const planned = await openPlannedStocks(offerId, context);
    // Seats may have come back in another process: a first no is looked at again.
    const hasBookableStock =
      (await isAnyBookable(planned, context, false)) || (await isAnyBookable(planned, context, true));
    // One published offer of an article in a venue (offers.md, section 5).
    if (draft.ean !== null && hasBookableStock) {
      try {
        await run(eanClaim, `${draft.venueId}.${draft.ean}`, { type: "TakeClaim", data: { holderId: offerId } });
      } catch (error) {
        throw error instanceof Refusal && error.code === "ALREADY_CLAIMED"
          ? fieldInvalid("ean", "another offer has it")
          : error;
      }
    }
    await run(offer, offerId, {
      type: "PublishOffer",
      data: { publicationDatetime, bookingAllowedDatetime, hasBookableStock, at },
    });
    return { offerId };
  },
});

const isAnyBookable = async (
  planned: readonly PlannedStock[],
  { load, at }: CommandContext,
  fresh: boolean,
): Promise<boolean> => {
  for (const { stockId } of planned) {
    const lot = await load(stock, stockId, { fresh });
    if (lot.status === "open" && hasSeats(lot, 1, at)) return true;
  }
  return false;
};
