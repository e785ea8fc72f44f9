import { sql } from "slonik";
import {
  type BookingSheet,
  bookingSheet,
  selectSheets,
  sheetReads,
} from "#projections/bookings/queries/booking-sheet.js";
import { defineQuery } from "#projections/define-query.js";

/** One booking's sheet; null where there is no such booking. */
export const bookingSheetOf = defineQuery({
  reads: sheetReads,
  run: (pool, { bookingId }: { bookingId: number }): Promise<BookingSheet | null> =>
    pool.maybeOne(sql.type(bookingSheet)`${selectSheets} WHERE b.booking_id = ${bookingId}`),
});
