import { sql } from "slonik";
import { z } from "zod";
import { defineQuery } from "#projections/define-query.js";

const offerRow = z.object({
  offerId: z.number(),
  name: z.string(),
  subcategoryId: z.string(),
  description: z.string().nullable(),
  durationMinutes: z.number().nullable(),
  ean: z.string().nullable(),
  extraData: z.record(z.string(), z.unknown()),
  url: z.string().nullable(),
  externalTicketOfficeUrl: z.string().nullable(),
  withdrawalDetails: z.string().nullable(),
  isDuo: z.boolean(),
  audioDisabilityCompliant: z.boolean().nullable(),
  mentalDisabilityCompliant: z.boolean().nullable(),
  motorDisabilityCompliant: z.boolean().nullable(),
  visualDisabilityCompliant: z.boolean().nullable(),
  publicationDatetime: z.string().nullable(),
  bookingAllowedDatetime: z.string().nullable(),
  venueId: z.number(),
  venueName: z.string(),
  venuePublicName: z.string(),
  venueIsPermanent: z.boolean(),
  venueIsOpenToPublic: z.boolean(),
  street: z.string(),
  postalCode: z.string(),
  city: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  timezone: z.string(),
  offererName: z.string(),
  /** Active and validated: without that nothing of it can be booked. */
  isOffererOpen: z.boolean(),
});

const stockRow = z.object({
  stockId: z.number(),
  priceCents: z.number(),
  priceCategoryLabel: z.string().nullable(),
  quantity: z.number().nullable(),
  bookedQuantity: z.number(),
  beginningDatetime: z.string().nullable(),
  bookingLimitDatetime: z.string().nullable(),
});

export type StockOfOffer = z.infer<typeof stockRow>;
export type ApprovedOffer = z.infer<typeof offerRow> & { readonly stocks: readonly StockOfOffer[] };

/** An offer as the app shows it, with its stocks; null unless its validation is APPROVED (offers.md, section 16.3). */
export const approvedOffer = defineQuery({
  reads: ["offers", "stocks", "venues"],
  run: async (pool, { offerId }: { offerId: number }): Promise<ApprovedOffer | null> => {
    const offer = await pool.maybeOne(sql.type(offerRow)`
      SELECT
        o.offer_id, o.name, o.subcategory_id, o.description, o.duration_minutes, o.ean, o.extra_data, o.url,
        o.external_ticket_office_url, o.withdrawal_details, o.is_duo, o.audio_disability_compliant,
        o.mental_disability_compliant, o.motor_disability_compliant, o.visual_disability_compliant,
        o.publication_datetime, o.booking_allowed_datetime,
        v.venue_id, v.name AS venue_name, v.public_name AS venue_public_name, v.is_permanent AS venue_is_permanent,
        v.is_open_to_public AS venue_is_open_to_public, v.street, v.postal_code, v.city, v.latitude, v.longitude,
        v.timezone,
        offerers.name AS offerer_name,
        offerers.is_active AND offerers.validation_status = 'VALIDATED' AS is_offerer_open
      FROM offers o
      JOIN venues v ON v.venue_id = o.venue_id
      JOIN offerers ON offerers.offerer_id = o.offerer_id
      WHERE o.offer_id = ${offerId} AND o.validation = 'APPROVED'`);
    if (offer === null) return null;
    const stocks = await pool.any(sql.type(stockRow)`
      SELECT
        stock_id, price_cents, price_category_label, quantity, booked_quantity, beginning_datetime, booking_limit_datetime
      FROM stocks
      WHERE offer_id = ${offerId}
      ORDER BY stock_id`);
    return { ...offer, stocks };
  },
});
