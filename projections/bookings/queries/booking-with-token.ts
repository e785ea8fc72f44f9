import { sql } from "slonik";
import {
  type BookingSheet,
  bookingSheet,
  selectSheets,
  sheetReads,
} from "#projections/bookings/queries/booking-sheet.js";
import { defineQuery } from "#projections/define-query.js";

/** The booking behind a countermark, upper or lower case; null where there is none. */
export const bookingWithToken = defineQuery({
  reads: sheetReads,
  run: (pool, { token }: { token: string }): Promise<BookingSheet | null> =>
    pool.maybeOne(sql.type(bookingSheet)`${selectSheets} WHERE b.token = ${token.toUpperCase()}`),
});
