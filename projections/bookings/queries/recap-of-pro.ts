import { type FragmentSqlToken, sql } from "slonik";
import { z } from "zod";
import { allOf, given } from "#projections/conditions.js";
import { defineQuery } from "#projections/define-query.js";

const row = z.object({
  token: z.string(),
  quantity: z.number(),
  unitAmountCents: z.number(),
  priceCategoryLabel: z.string().nullable(),
  status: z.enum(["CONFIRMED", "USED", "REIMBURSED", "CANCELLED"]),
  bookedAt: z.string(),
  usedAt: z.string().nullable(),
  cancelledAt: z.string().nullable(),
  cancellationLimitDate: z.string().nullable(),
  beginningDatetime: z.string().nullable(),
  offerId: z.number(),
  offerName: z.string(),
  subcategoryId: z.string(),
  ean: z.string().nullable(),
  timezone: z.string(),
  email: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phoneNumber: z.string().nullable(),
});
export type RecapRow = z.infer<typeof row>;

/** Which date of a booking its period is about. */
export type PeriodOf = "booked_at" | "used_at" | "reimbursed_at";

/** What is left out does not filter. Days are local to the venue and inclusive. */
export interface RecapOfPro {
  /** Only bookings of offerers that this user is a validated member of; null: of all. */
  readonly memberId: number | null;
  readonly offererId?: number | undefined;
  readonly venueId?: number | undefined;
  readonly offerId?: number | undefined;
  readonly addressId?: number | undefined;
  readonly eventDay?: string | undefined;
  readonly period?: { readonly of: PeriodOf; readonly from: string; readonly to: string } | undefined;
  /** From 1 on. */
  readonly page: number;
  readonly rowsPerPage: number;
}

export interface Recap {
  readonly rows: readonly RecapRow[];
  /** Seats on all pages: a duo has two rows. */
  readonly total: number;
}

/** The bookings that a pro may see, newest first, one row a seat (bookings-and-stocks.md, section 12.2). */
export const recapOfPro = defineQuery({
  reads: ["bookings", "stocks", "offers", "venues", "users"],
  run: async (pool, wanted: RecapOfPro): Promise<Recap> => {
    const from = fromBookings(wanted);
    const total = await pool.oneFirst(
      sql.type(z.object({ total: z.number() }))`SELECT count(*)::bigint AS total ${from}`,
    );
    const rows = await pool.any(sql.type(row)`
      SELECT
        b.token, b.quantity, b.unit_amount_cents, b.price_category_label, b.status, b.booked_at, b.used_at,
        b.cancelled_at, b.cancellation_limit_date, s.beginning_datetime,
        o.offer_id, o.name AS offer_name, o.subcategory_id, o.ean, v.timezone,
        u.email, u.first_name, u.last_name, u.phone_number
      ${from}
      ORDER BY b.booked_at DESC, b.booking_id DESC, seat
      LIMIT ${wanted.rowsPerPage} OFFSET ${(wanted.page - 1) * wanted.rowsPerPage}`);
    return { rows, total };
  },
});

const fromBookings = (wanted: RecapOfPro): FragmentSqlToken => sql.fragment`
  FROM bookings b
  JOIN stocks s ON s.stock_id = b.stock_id
  JOIN offers o ON o.offer_id = b.offer_id
  JOIN venues v ON v.venue_id = b.venue_id
  JOIN users u ON u.user_id = b.user_id
  CROSS JOIN LATERAL generate_series(1, b.quantity) AS seat
  WHERE ${allOf(conditions(wanted))}`;

const conditions = (wanted: RecapOfPro): FragmentSqlToken[] => [
  ...given(wanted.memberId ?? undefined, isMemberOf),
  ...given(wanted.offererId, (id) => sql.fragment`b.offerer_id = ${id}`),
  ...given(wanted.venueId, (id) => sql.fragment`b.venue_id = ${id}`),
  ...given(wanted.offerId, (id) => sql.fragment`b.offer_id = ${id}`),
  ...given(wanted.addressId, (id) => sql.fragment`v.address_id = ${id}`),
  ...given(wanted.eventDay, (day) => isOnDays(sql.fragment`s.beginning_datetime`, day, day)),
  ...given(wanted.period, ({ of, from, to }) => isOnDays(columns[of], from, to)),
];

/** No event tells of a reimbursement yet, so none has a date: a period of reimbursements holds no booking. */
const columns: Readonly<Record<PeriodOf, FragmentSqlToken>> = {
  booked_at: sql.fragment`b.booked_at`,
  used_at: sql.fragment`b.used_at`,
  reimbursed_at: sql.fragment`NULL::timestamptz`,
};

/** By the venue, whose offerer is the booking's: bookings have an index by venue and date. */
const isMemberOf = (userId: number): FragmentSqlToken => sql.fragment`v.offerer_id IN (
  SELECT m.offerer_id FROM offerer_members m WHERE m.user_id = ${userId} AND m.status = 'VALIDATED'
)`;

/** The two outer bounds say nothing new: they are what an index can use, a day wider than any time zone. */
const isOnDays = (instant: FragmentSqlToken, from: string, to: string): FragmentSqlToken => sql.fragment`(
  ${instant} >= ${from}::date - interval '1 day' AND ${instant} < ${to}::date + interval '2 days'
  AND (${instant} AT TIME ZONE v.timezone)::date BETWEEN ${from}::date AND ${to}::date
)`;
