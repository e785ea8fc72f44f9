import { sql } from "slonik";
import {
  type BookingOfUser,
  bookingOfUserReads,
  bookingOfUserRow,
  selectBookingsOfUser,
} from "#projections/bookings/queries/booking-of-user.js";
import { defineQuery } from "#projections/define-query.js";

/** All bookings of a user, in no order that a screen may rely on. */
export const bookingsOfUser = defineQuery({
  reads: bookingOfUserReads,
  run: (pool, { userId }: { userId: number }): Promise<readonly BookingOfUser[]> =>
    pool.any(sql.type(bookingOfUserRow)`
      ${selectBookingsOfUser}
      WHERE b.user_id = ${userId}`),
});
