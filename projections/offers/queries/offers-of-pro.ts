import { type FragmentSqlToken, sql } from "slonik";
import { z } from "zod";
import { allOf, given } from "#projections/conditions.js";
import { defineQuery, type ReadPool } from "#projections/define-query.js";
import { offerStatus, statusAt, stockFacts } from "#projections/offers/queries/offer-facts.js";
import { placeColumns, placeFields } from "#projections/offers/queries/place.js";

const offer = z.object({
  offerId: z.number(),
  name: z.string(),
  subcategoryId: z.string(),
  ean: z.string().nullable(),
  url: z.string().nullable(),
  publicationDatetime: z.string().nullable(),
  bookingAllowedDatetime: z.string().nullable(),
  status: offerStatus,
  bookedQuantity: z.number(),
  areLimitsPassed: z.boolean(),
  offererName: z.string(),
  venueId: z.number(),
  venueName: z.string(),
  venuePublicName: z.string(),
  ...placeFields,
});

const stock = z.object({
  stockId: z.number(),
  offerId: z.number(),
  beginningDatetime: z.string().nullable(),
  bookingLimitDatetime: z.string().nullable(),
  quantity: z.number().nullable(),
  bookedQuantity: z.number(),
});
export type ListedStock = z.infer<typeof stock>;
export type ListedOffer = z.infer<typeof offer> & { readonly stocks: readonly ListedStock[] };

/** What is left out does not filter. */
export interface OffersOfPro {
  /** Only offers of offerers that this user is a validated member of. */
  readonly memberId: number;
  readonly now: string;
  readonly nameOrIsbn?: string | undefined;
  readonly offererId?: number | undefined;
  readonly venueId?: number | undefined;
  readonly addressId?: number | undefined;
  readonly subcategoryIds?: readonly string[] | undefined;
  readonly status?: string | undefined;
  readonly isImported?: boolean | undefined;
  /** Days, local to the venue and inclusive, between which a stock begins. */
  readonly beginsFrom?: string | undefined;
  readonly beginsTo?: string | undefined;
}

/** offers.md, section 16.1: the portal shows "100+" for more. */
export const maxListedOffers = 101;

/** The offers that a pro's filters find, newest id first, at most 101, each with its stocks. */
export const offersOfPro = defineQuery({
  reads: ["offers", "stocks", "venues"],
  run: async (pool, wanted: OffersOfPro): Promise<readonly ListedOffer[]> => {
    const offers = await pool.any(sql.type(offer)`
      SELECT
        o.offer_id, o.name, o.subcategory_id, o.ean, o.url, o.publication_datetime, o.booking_allowed_datetime,
        ${statusAt(wanted.now)} AS status, f.booked_quantity, f.are_limits_passed,
        e.name AS offerer_name, v.venue_id, v.name AS venue_name, v.public_name AS venue_public_name,
        ${placeColumns}
      FROM offers o
      JOIN offerer_members m ON m.offerer_id = o.offerer_id AND m.user_id = ${wanted.memberId} AND m.status = 'VALIDATED'
      JOIN venues v ON v.venue_id = o.venue_id
      JOIN offerers e ON e.offerer_id = o.offerer_id
      CROSS JOIN LATERAL (${stockFacts(wanted.now)}) AS f
      WHERE ${allOf(conditions(wanted))}
      ORDER BY o.offer_id DESC
      LIMIT ${maxListedOffers}`);
    const stocks = await stocksOf(
      pool,
      offers.map(({ offerId }) => offerId),
    );
    return offers.map((one) => ({ ...one, stocks: stocks.get(one.offerId) ?? [] }));
  },
});

const stocksOf = async (pool: ReadPool, offerIds: readonly number[]): Promise<Map<number, ListedStock[]>> => {
  const rows = await pool.any(sql.type(stock)`
    SELECT stock_id, offer_id, beginning_datetime, booking_limit_datetime, quantity, booked_quantity
    FROM stocks
    WHERE offer_id = ANY(${sql.array([...offerIds], "int8")})
    ORDER BY stock_id`);
  const byOffer = new Map<number, ListedStock[]>();
  for (const one of rows) byOffer.set(one.offerId, [...(byOffer.get(one.offerId) ?? []), one]);
  return byOffer;
};

const conditions = (wanted: OffersOfPro): FragmentSqlToken[] => [
  ...given(wanted.nameOrIsbn, hasNameOrIsbn),
  ...given(wanted.offererId, (id) => sql.fragment`o.offerer_id = ${id}`),
  ...given(wanted.venueId, (id) => sql.fragment`o.venue_id = ${id}`),
  ...given(wanted.addressId, (id) => sql.fragment`v.address_id = ${id}`),
  ...given(wanted.subcategoryIds, (ids) => sql.fragment`o.subcategory_id = ANY(${sql.array([...ids], "text")})`),
  ...given(wanted.status, (status) => sql.fragment`${statusAt(wanted.now)} = ${status}`),
  // No offer comes from a provider yet: all are manual.
  ...given(wanted.isImported, (isImported) => (isImported ? sql.fragment`FALSE` : sql.fragment`TRUE`)),
  ...begins(wanted),
];

/** A 13-digit text is an EAN; up to three characters are a whole name; more are a part of one. */
const hasNameOrIsbn = (text: string): FragmentSqlToken => {
  if (/^\d{13}$/.test(text.replaceAll(/[\s-]/g, ""))) return sql.fragment`o.ean = ${text}`;
  if (text.length <= 3) return sql.fragment`lower(o.name) = lower(${text})`;
  return sql.fragment`strpos(lower(o.name), lower(${text})) > 0`;
};

const begins = ({ beginsFrom, beginsTo }: OffersOfPro): FragmentSqlToken[] => {
  if (beginsFrom === undefined && beginsTo === undefined) return [];
  const day = sql.fragment`(s.beginning_datetime AT TIME ZONE v.timezone)::date`;
  const days = [
    ...given(beginsFrom, (from) => sql.fragment`${day} >= ${from}::date`),
    ...given(beginsTo, (to) => sql.fragment`${day} <= ${to}::date`),
  ];
  return [sql.fragment`EXISTS (SELECT FROM stocks s WHERE s.offer_id = o.offer_id AND ${allOf(days)})`];
};
