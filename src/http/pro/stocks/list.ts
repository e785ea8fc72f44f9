import { z } from "zod";
import type { Routes } from "#http/app.js";
import { ownOffer } from "#http/pro/offers/own-offer.js";
import { no, unknownObject } from "#http/pro/refusals.js";
import { GetStocksQueryModel, GetStocksResponseModel } from "#http/pro/schemas/stocks.js";
import { textId } from "#http/pro/schemas/values.js";
import { toStockPage } from "#http/pro/stocks/page.js";
import { stocksOfOffer } from "#projections/stocks/queries/stocks-of-offer.js";

const unknownOffer = no(404, "global", unknownObject);

export const listStocksRoute: Routes = (app, deps) => {
  app.get(
    "/offers/:offer_id/stocks/",
    {
      schema: {
        operationId: "getStocks",
        tags: ["Stocks"],
        summary: "One page of an offer's stocks",
        params: z.object({ offer_id: textId }),
        querystring: GetStocksQueryModel,
        response: { 200: GetStocksResponseModel },
      },
      config: { reads: stocksOfOffer.reads },
    },
    async (request) => {
      const { offer_id: offerId } = request.params;
      await ownOffer(request, offerId, unknownOffer, deps);
      const { date, time, price_category_id, order_by, order_by_desc, page, stocks_limit_per_page } = request.query;
      const found = await stocksOfOffer.run(deps.pool, {
        offerId,
        date,
        time: time?.slice(0, 5),
        priceCategoryId: price_category_id,
        orderBy: order_by,
        isDescending: order_by_desc,
        page,
        stocksPerPage: stocks_limit_per_page,
      });
      return toStockPage(found, 0, deps.clock.now());
    },
  );
};
