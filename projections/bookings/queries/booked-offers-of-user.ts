import { sql } from "slonik";
import { z } from "zod";
import { defineQuery } from "#projections/define-query.js";

const row = z.object({ offerId: z.number(), bookingId: z.number() });

/** The offers that a user has booked and not cancelled, each with its booking. */
export const bookedOffersOfUser = defineQuery({
  reads: ["bookings"],
  run: (pool, { userId }: { userId: number }): Promise<readonly z.infer<typeof row>[]> =>
    pool.any(sql.type(row)`
      SELECT offer_id, booking_id
      FROM bookings
      WHERE user_id = ${userId} AND status <> 'CANCELLED'
      ORDER BY booking_id`),
});
