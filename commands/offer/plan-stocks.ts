import { z } from "zod";
import { type CommandContext, defineCommand } from "#application/command.js";
import { offer } from "#domain/offer/decider.js";
import type { PlannedStock } from "#domain/offer/events.js";
import { Refusal } from "#domain/shared/refusal.js";
import { cents, id, instant } from "#domain/shared/values.js";
import { stock } from "#domain/stock/decider.js";

/**
 * Adds bookable lots to an offer: dates of an event, or the one price of a thing (offers.md, section 9). The offer says
 * first which lots there are, all or none; then each lot's own stream is opened. What a crash leaves unopened is opened
 * when the offer's stocks are planned or published again.
 */
export const planStocks = defineCommand({
  name: "PlanStocks",
  schema: z.object({
    offerId: id,
    stocks: z
      .array(
        z.object({
          stockId: id,
          priceCategoryId: id.nullable(),
          priceCents: cents.nullable(),
          quantity: z.int().min(0).max(1_000_000).nullable(),
          beginningDatetime: instant.nullable(),
          bookingLimitDatetime: instant.nullable(),
        }),
      )
      .max(2_500),
  }),
  issuers: ["pro", "provider", "agent", "system"],
  handle: async ({ offerId, stocks }, context) => {
    const before = new Set((await openPlannedStocks(offerId, context)).map((one) => one.stockId));
    await context.run(offer, offerId, { type: "PlanStocks", data: { stocks } });
    const planned = await openPlannedStocks(offerId, context);
    return { stockIds: planned.map((one) => one.stockId).filter((stockId) => !before.has(stockId)) };
  },
});

/** Opens the streams of an offer's planned stocks that are not open yet, and answers all that it planned. */
export const openPlannedStocks = async (
  offerId: number,
  { run, load }: CommandContext,
): Promise<readonly PlannedStock[]> => {
  const planned = await load(offer, offerId);
  if (planned.status === "absent") throw new Refusal("OFFER_NOT_FOUND", { offerId });
  const lots = await Promise.all(planned.stocks.map(({ stockId }) => load(stock, stockId)));
  const unopened = planned.stocks.filter((_, index) => lots[index]?.status === "absent");
  await Promise.all(
    unopened.map((one) => run(stock, one.stockId, { type: "OpenStock", data: { ...one, offerId } }, { isNew: true })),
  );
  return planned.stocks;
};
