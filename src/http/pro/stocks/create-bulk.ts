import { planStocks } from "#commands/offer/plan-stocks.js";
import type { Routes } from "#http/app.js";
import { issueFor } from "#http/issuing.js";
import { ownOffer } from "#http/pro/offers/own-offer.js";
import { no } from "#http/pro/refusals.js";
import {
  type EventStockInput,
  EventStocksBulkCreateBodyModel,
  GetStocksResponseModel,
} from "#http/pro/schemas/stocks.js";
import { firstPage, toStockPage } from "#http/pro/stocks/page.js";
import { askUntilShown } from "#http/shared/ask-until-shown.js";
import { refusePast } from "#http/shared/refuse-past.js";
import { stocksOfOffer } from "#projections/stocks/queries/stocks-of-offer.js";

const unknownOffer = no(404, "offerer", "Aucune offre n'a cet identifiant");

export const createStocksRoute: Routes = (app, deps) => {
  app.post(
    "/stocks/bulk",
    {
      schema: {
        operationId: "bulkCreateEventStocks",
        tags: ["Stocks"],
        summary: "Add dates to an event, all or none",
        description: "A date that the event already has at the same price is skipped.",
        body: EventStocksBulkCreateBodyModel,
        response: { 201: GetStocksResponseModel },
      },
      config: { reads: stocksOfOffer.reads },
    },
    async (request, reply) => {
      const { offerId, stocks } = request.body;
      refusePast(deps.clock.now(), Object.assign({}, ...stocks.map(datesOf)));
      await ownOffer(request, offerId, unknownOffer, deps);
      // Not the ids of an earlier attempt: a date that one has added is skipped, and keeping 2 500 ids takes as many writes.
      const wanted = await Promise.all(stocks.map(async (stock) => withId(stock, await deps.ids.next("stock"))));
      const { stockIds } = await issueFor(deps, { request, reply }, planStocks, { offerId, stocks: wanted });
      const page = await askUntilShown(deps, { request, reply }, stocksOfOffer, { offerId, ...firstPage });
      return reply.code(201).send(toStockPage(page, stockIds.length, deps.clock.now()));
    },
  );
};

/** A stock's dates under the names that a client is told. */
const datesOf = ({ beginningDatetime, bookingLimitDatetime }: EventStockInput, index: number) => ({
  [`stocks.${index}.beginningDatetime`]: beginningDatetime,
  [`stocks.${index}.bookingLimitDatetime`]: bookingLimitDatetime,
});

const withId = (stock: EventStockInput, stockId: number) => ({
  stockId,
  priceCategoryId: stock.priceCategoryId,
  priceCents: null,
  quantity: stock.quantity ?? null,
  beginningDatetime: stock.beginningDatetime,
  bookingLimitDatetime: stock.bookingLimitDatetime ?? null,
});
