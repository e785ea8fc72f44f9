import { sql } from "slonik";
import { z } from "zod";
import type { ReadPool } from "#projections/define-query.js";

const row = z.object({
  bookingId: z.number(),
  stockId: z.number(),
  userId: z.number(),
  offerId: z.number().nullable(),
  quantity: z.number().nullable(),
  state: z.enum(["reserved", "undoing"]),
  since: z.string(),
});
export type UnfinishedFlow = z.infer<typeof row>;

/**
 * The flows that began more than so many seconds ago and are not over as far as this read model knows, oldest first:
 * whoever finishes or undoes one first looks at its streams. A reservation whose booking exists already is over.
 */
export const unfinishedFlows = (
  pool: ReadPool,
  olderThanSeconds: number,
  limit: number,
): Promise<readonly UnfinishedFlow[]> =>
  pool.any(sql.type(row)`
    SELECT f.booking_id, f.stock_id, f.user_id, f.offer_id, f.quantity, f.state, f.since
    FROM booking_flows f
    WHERE f.since < now() - make_interval(secs => ${olderThanSeconds})
      AND (f.state = 'undoing' OR NOT EXISTS (SELECT FROM bookings b WHERE b.booking_id = f.booking_id))
    ORDER BY f.since
    LIMIT ${limit}`);
