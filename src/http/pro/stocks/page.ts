import type { Instant } from "#domain/shared/values.js";
import { toStock } from "#http/pro/present/stock.js";
import type { GetStocksResponse } from "#http/pro/schemas/stocks.js";
import type { StockPage } from "#projections/stocks/queries/stocks-of-offer.js";

/** What every route about stocks answers; `edited` says how many the request itself has changed. */
export const toStockPage = ({ stocks, total }: StockPage, edited: number, now: Instant): GetStocksResponse => ({
  stocks: stocks.map((stock) => toStock(stock, now)),
  totalStockCount: total,
  editedStockCount: edited,
});

/** The page that answers a write: the first twenty in the order of their dates. */
export const firstPage = { orderBy: "BEGINNING_DATETIME", isDescending: false, page: 1, stocksPerPage: 20 } as const;
