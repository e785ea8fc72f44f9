import { type FragmentSqlToken, sql } from "slonik";
import { z } from "zod";
import { allOf, given } from "#projections/conditions.js";
import { defineQuery } from "#projections/define-query.js";

const row = z.object({
  stockId: z.number(),
  priceCents: z.number(),
  priceCategoryId: z.number().nullable(),
  quantity: z.number().nullable(),
  bookedQuantity: z.number(),
  beginningDatetime: z.string().nullable(),
  bookingLimitDatetime: z.string().nullable(),
  /** Of the offer: DRAFT, PENDING, APPROVED or REJECTED. */
  validation: z.string(),
});
export type ProStock = z.infer<typeof row>;

export type StockOrder =
  | "DATE"
  | "TIME"
  | "BEGINNING_DATETIME"
  | "PRICE_CATEGORY_ID"
  | "BOOKING_LIMIT_DATETIME"
  | "REMAINING_QUANTITY"
  | "DN_BOOKED_QUANTITY";

/** What is left out does not filter. */
export interface StocksOfOffer {
  readonly offerId: number;
  /** A UTC day. */
  readonly date?: string | undefined;
  /** HH:MM, local to the venue. */
  readonly time?: string | undefined;
  readonly priceCategoryId?: number | undefined;
  readonly orderBy: StockOrder;
  readonly isDescending: boolean;
  /** From 1 on. */
  readonly page: number;
  readonly stocksPerPage: number;
}

export interface StockPage {
  readonly stocks: readonly ProStock[];
  /** On all pages. */
  readonly total: number;
}

/** One page of an offer's stocks (offers.md, section 9.6). */
export const stocksOfOffer = defineQuery({
  reads: ["stocks", "offers", "venues"],
  run: async (pool, wanted: StocksOfOffer): Promise<StockPage> => {
    const from = sql.fragment`
      FROM stocks s
      JOIN offers o ON o.offer_id = s.offer_id
      JOIN venues v ON v.venue_id = o.venue_id
      WHERE ${allOf(conditions(wanted))}`;
    const total = await pool.oneFirst(
      sql.type(z.object({ total: z.number() }))`SELECT count(*)::bigint AS total ${from}`,
    );
    const stocks = await pool.any(sql.type(row)`
      SELECT
        s.stock_id, s.price_cents, s.price_category_id, s.quantity, s.booked_quantity, s.beginning_datetime,
        s.booking_limit_datetime, o.validation
      ${from}
      ORDER BY ${orders[wanted.orderBy]} ${wanted.isDescending ? sql.fragment`DESC` : sql.fragment`ASC`}, s.stock_id
      LIMIT ${wanted.stocksPerPage} OFFSET ${(wanted.page - 1) * wanted.stocksPerPage}`);
    return { stocks, total };
  },
});

const conditions = (wanted: StocksOfOffer): FragmentSqlToken[] => [
  sql.fragment`s.offer_id = ${wanted.offerId}`,
  ...given(wanted.date, (day) => sql.fragment`(s.beginning_datetime AT TIME ZONE 'UTC')::date = ${day}::date`),
  ...given(
    wanted.time,
    (time) => sql.fragment`date_trunc('minute', s.beginning_datetime AT TIME ZONE v.timezone)::time = ${time}::time`,
  ),
  ...given(wanted.priceCategoryId, (id) => sql.fragment`s.price_category_id = ${id}`),
];

const orders: Readonly<Record<StockOrder, FragmentSqlToken>> = {
  DATE: sql.fragment`(s.beginning_datetime AT TIME ZONE 'UTC')::date`,
  TIME: sql.fragment`(s.beginning_datetime AT TIME ZONE v.timezone)::time`,
  BEGINNING_DATETIME: sql.fragment`s.beginning_datetime`,
  PRICE_CATEGORY_ID: sql.fragment`s.price_category_id`,
  BOOKING_LIMIT_DATETIME: sql.fragment`s.booking_limit_datetime`,
  REMAINING_QUANTITY: sql.fragment`s.quantity - s.booked_quantity`,
  DN_BOOKED_QUANTITY: sql.fragment`s.booked_quantity`,
};
