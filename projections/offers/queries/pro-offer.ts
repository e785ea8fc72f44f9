import { sql } from "slonik";
import { z } from "zod";
import { priceCategory, withdrawalType } from "#domain/offer/events.js";
import { defineQuery } from "#projections/define-query.js";
import { offerStatus, statusAt, stockFacts } from "#projections/offers/queries/offer-facts.js";
import { placeColumns, placeFields } from "#projections/offers/queries/place.js";

const row = z.object({
  offerId: z.number(),
  name: z.string(),
  subcategoryId: z.string(),
  description: z.string().nullable(),
  durationMinutes: z.number().nullable(),
  ean: z.string().nullable(),
  extraData: z.record(z.string(), z.unknown()),
  url: z.string().nullable(),
  externalTicketOfficeUrl: z.string().nullable(),
  bookingContact: z.string().nullable(),
  bookingEmail: z.string().nullable(),
  withdrawalType: withdrawalType.nullable(),
  withdrawalDelaySeconds: z.number().nullable(),
  withdrawalDetails: z.string().nullable(),
  isDuo: z.boolean(),
  isNational: z.boolean(),
  audioDisabilityCompliant: z.boolean().nullable(),
  mentalDisabilityCompliant: z.boolean().nullable(),
  motorDisabilityCompliant: z.boolean().nullable(),
  visualDisabilityCompliant: z.boolean().nullable(),
  publicationDatetime: z.string().nullable(),
  bookingAllowedDatetime: z.string().nullable(),
  priceCategories: z.array(priceCategory),
  createdAt: z.string(),
  status: offerStatus,
  stockCount: z.number(),
  bookedQuantity: z.number(),
  maxPriceCents: z.number(),
  areLimitsPassed: z.boolean(),
  hasPendingBookings: z.boolean(),
  offererId: z.number(),
  offererName: z.string(),
  venueId: z.number(),
  venueName: z.string(),
  venuePublicName: z.string(),
  venueBookingEmail: z.string().nullable(),
  venueAudioDisabilityCompliant: z.boolean().nullable(),
  venueMentalDisabilityCompliant: z.boolean().nullable(),
  venueMotorDisabilityCompliant: z.boolean().nullable(),
  venueVisualDisabilityCompliant: z.boolean().nullable(),
  ...placeFields,
});
export type ProOffer = z.infer<typeof row>;

/** An offer as its venue sees it at an instant, drafts included; null where there is none. */
export const proOffer = defineQuery({
  reads: ["offers", "stocks", "bookings", "venues"],
  run: (pool, { offerId, now }: { offerId: number; now: string }): Promise<ProOffer | null> =>
    pool.maybeOne(sql.type(row)`
      SELECT
        o.offer_id, o.name, o.subcategory_id, o.description, o.duration_minutes, o.ean, o.extra_data, o.url,
        o.external_ticket_office_url, o.booking_contact, o.booking_email, o.withdrawal_type,
        o.withdrawal_delay_seconds, o.withdrawal_details, o.is_duo, o.is_national,
        o.audio_disability_compliant, o.mental_disability_compliant, o.motor_disability_compliant,
        o.visual_disability_compliant, o.publication_datetime, o.booking_allowed_datetime, o.price_categories,
        o.created_at, ${statusAt(now)} AS status,
        f.stock_count, f.booked_quantity, f.max_price_cents, f.are_limits_passed,
        EXISTS (SELECT FROM bookings b WHERE b.offer_id = o.offer_id AND b.status = 'CONFIRMED') AS has_pending_bookings,
        o.offerer_id, e.name AS offerer_name,
        v.venue_id, v.name AS venue_name, v.public_name AS venue_public_name, v.booking_email AS venue_booking_email,
        v.audio_disability_compliant AS venue_audio_disability_compliant,
        v.mental_disability_compliant AS venue_mental_disability_compliant,
        v.motor_disability_compliant AS venue_motor_disability_compliant,
        v.visual_disability_compliant AS venue_visual_disability_compliant,
        ${placeColumns}
      FROM offers o
      JOIN venues v ON v.venue_id = o.venue_id
      JOIN offerers e ON e.offerer_id = o.offerer_id
      CROSS JOIN LATERAL (${stockFacts(now)}) AS f
      WHERE o.offer_id = ${offerId}`),
});
