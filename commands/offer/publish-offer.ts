import { z } from "zod";
import { type CommandContext, defineCommand } from "#application/command.js";
import { openPlannedStocks } from "#commands/offer/plan-stocks.js";
import { eanClaim } from "#domain/claim/decider.js";
import { type OfferCommand, offer } from "#domain/offer/decider.js";
import type { PlannedStock } from "#domain/offer/events.js";
import { fieldInvalid } from "#domain/offer/new-offer.js";
import type { KnownOffer } from "#domain/offer/state.js";
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
    const command: OfferCommand = {
      type: "PublishOffer",
      data: { publicationDatetime, bookingAllowedDatetime, hasBookableStock, at },
    };
    // Look before the leap: an offer that cannot be published must not keep its article from another.
    if (draft.ean !== null && offer.decide(command, draft).length > 0) await claimEan(draft, draft.ean, context);
    await run(offer, offerId, command);
    return { offerId };
  },
});

/** One published offer of an article in a venue (offers.md, section 5). */
const claimEan = async ({ venueId, offerId }: KnownOffer, ean: string, { run }: CommandContext): Promise<void> => {
  try {
    await run(eanClaim, `${venueId}.${ean}`, { type: "TakeClaim", data: { holderId: offerId } });
  } catch (error) {
    const isTaken = error instanceof Refusal && error.code === "ALREADY_CLAIMED";
    throw isTaken ? fieldInvalid("ean", "another offer has it") : error;
  }
};

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
