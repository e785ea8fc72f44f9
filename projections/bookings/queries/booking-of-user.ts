import { sql } from "slonik";
import { z } from "zod";
import { defineQuery } from "#projections/define-query.js";

const row = z.object({
  bookingId: z.number(),
  token: z.string(),
  quantity: z.number(),
  unitAmountCents: z.number(),
  priceCategoryLabel: z.string().nullable(),
  status: z.enum(["CONFIRMED", "USED", "REIMBURSED", "CANCELLED"]),
  bookedAt: z.string(),
  usedAt: z.string().nullable(),
  cancelledAt: z.string().nullable(),
  cancellationReason: z.string().nullable(),
  cancellationLimitDate: z.string().nullable(),
  displayAsEnded: z.boolean().nullable(),
  stockId: z.number(),
  stockPriceCents: z.number(),
  beginningDatetime: z.string().nullable(),
  offerId: z.number(),
  offerName: z.string(),
  subcategoryId: z.string(),
  offerUrl: z.string().nullable(),
  ean: z.string().nullable(),
  bookingContact: z.string().nullable(),
  withdrawalType: z.string().nullable(),
  withdrawalDelaySeconds: z.number().nullable(),
  withdrawalDetails: z.string().nullable(),
  venueId: z.number(),
  venueName: z.string(),
  venuePublicName: z.string(),
  venueIsOpenToPublic: z.boolean(),
  addressId: z.number(),
  street: z.string(),
  postalCode: z.string(),
  city: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  timezone: z.string(),
});
export type BookingOfUser = z.infer<typeof row>;

/** One booking with what its screen shows of stock, offer and venue; null where it is not this user's. */
export const bookingOfUser = defineQuery({
  reads: ["bookings", "stocks", "offers", "venues"],
  run: (pool, { bookingId, userId }: { bookingId: number; userId: number }): Promise<BookingOfUser | null> =>
    pool.maybeOne(sql.type(row)`
      SELECT
        b.booking_id, b.token, b.quantity, b.unit_amount_cents, b.price_category_label, b.status, b.booked_at, b.used_at,
        b.cancelled_at, b.cancellation_reason, b.cancellation_limit_date, b.display_as_ended,
        s.stock_id, s.price_cents AS stock_price_cents, s.beginning_datetime,
        o.offer_id, o.name AS offer_name, o.subcategory_id, o.url AS offer_url, o.ean, o.booking_contact,
        o.withdrawal_type, o.withdrawal_delay_seconds, o.withdrawal_details,
        v.venue_id, v.name AS venue_name, v.public_name AS venue_public_name,
        v.is_open_to_public AS venue_is_open_to_public,
        v.address_id, v.street, v.postal_code, v.city, v.latitude, v.longitude, v.timezone
      FROM bookings b
      JOIN stocks s ON s.stock_id = b.stock_id
      JOIN offers o ON o.offer_id = b.offer_id
      JOIN venues v ON v.venue_id = b.venue_id
      WHERE b.booking_id = ${bookingId} AND b.user_id = ${userId}`),
});
