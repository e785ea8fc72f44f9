import type { StockEvent } from "#domain/stock/events.js";
import { defineProjector, defineTable, put, update } from "#projections/define.js";

export const stocks = defineTable({
  name: "stocks",
  version: 1,
  key: ["stockId"],
  columns: {
    stockId: "bigint",
    offerId: "bigint",
    priceCents: "bigint",
    priceCategoryId: "bigint?",
    priceCategoryLabel: "text?",
    quantity: "bigint?",
    bookedQuantity: "bigint",
    beginningDatetime: "timestamptz?",
    bookingLimitDatetime: "timestamptz?",
  },
});

/** What can be booked of an offer, and how many seats are taken? */
export const stocksProjector = defineProjector<StockEvent>({
  name: "stocks",
  version: 1,
  categories: ["stock"],
  tables: [stocks],
  on: {
    StockOpened: ({ data }) => put(stocks, { ...data, bookedQuantity: 0 }),
    StockReserved: ({ data }) =>
      update(stocks, data, ({ bookedQuantity }) => ({ bookedQuantity: bookedQuantity + data.quantity })),
    StockReleased: ({ data }) =>
      update(stocks, data, ({ bookedQuantity }) => ({ bookedQuantity: bookedQuantity - data.quantity })),
  },
});
