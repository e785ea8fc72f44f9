import { type FragmentSqlToken, sql } from "slonik";
import {
  type BookingSheet,
  bookingSheet,
  selectSheets,
  sheetReads,
} from "#projections/bookings/queries/booking-sheet.js";
import { allOf, given } from "#projections/conditions.js";
import { defineQuery } from "#projections/define-query.js";

/** What is left out does not filter. */
export interface BookingsOfVenues {
  readonly venueIds: readonly number[];
  readonly offerId?: number | undefined;
  readonly priceCategoryId?: number | undefined;
  readonly stockId?: number | undefined;
  readonly status?: string | undefined;
  /** The exact beginning of the event. */
  readonly beginningDatetime?: string | undefined;
  /** The smallest booking id wanted. */
  readonly firstIndex: number;
  readonly limit: number;
}

/** The bookings of some venues, oldest id first, one page of them (bookings-and-stocks.md, section 13). */
export const bookingsOfVenues = defineQuery({
  reads: sheetReads,
  run: (pool, wanted: BookingsOfVenues): Promise<readonly BookingSheet[]> =>
    pool.any(sql.type(bookingSheet)`
      ${selectSheets}
      WHERE ${allOf(conditions(wanted))}
      ORDER BY b.booking_id
      LIMIT ${wanted.limit}`),
});

const conditions = (wanted: BookingsOfVenues): FragmentSqlToken[] => [
  sql.fragment`b.venue_id = ANY(${sql.array([...wanted.venueIds], "int8")})`,
  sql.fragment`b.booking_id >= ${wanted.firstIndex}`,
  ...given(wanted.offerId, (id) => sql.fragment`b.offer_id = ${id}`),
  ...given(wanted.priceCategoryId, (id) => sql.fragment`s.price_category_id = ${id}`),
  ...given(wanted.stockId, (id) => sql.fragment`b.stock_id = ${id}`),
  ...given(wanted.status, (status) => sql.fragment`b.status = ${status}`),
  ...given(wanted.beginningDatetime, (at) => sql.fragment`s.beginning_datetime = ${at}::timestamptz`),
];
