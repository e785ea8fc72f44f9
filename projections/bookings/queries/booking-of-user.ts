import { sql } from "slonik";
import { z } from "zod";
import { cancellationReason } from "#domain/booking/events.js";
import { withdrawalType } from "#domain/offer/events.js";
import { depositType } from "#domain/wallet/events.js";
import { defineQuery } from "#projections/define-query.js";

/** A booking with what its screen shows of stock, offer, venue, and of its user. */
export const bookingOfUserRow = z.object({
  bookingId: z.number(),
  token: z.string(),
  quantity: z.number(),
  unitAmountCents: z.number(),
  priceCategoryLabel: z.string().nullable(),
  status: z.enum(["CONFIRMED", "USED", "REIMBURSED", "CANCELLED"]),
  bookedAt: z.string(),
  usedAt: z.string().nullable(),
  cancelledAt: z.string().nullable(),
  cancellationReason: cancellationReason.nullable(),
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
  withdrawalType: withdrawalType.nullable(),
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
  /** Of the deposit that pays; null for a free booking made with an expired credit. */
  depositType: depositType.nullable(),
  userEmail: z.string(),
  userBirthDate: z.string().nullable(),
  userDepartementCode: z.string().nullable(),
});
export type BookingOfUser = z.infer<typeof bookingOfUserRow>;

/** Whoever has just booked waits for these. */
export const bookingOfUserReads = ["bookings", "stocks", "offers", "venues", "users", "wallets"] as const;

/** The rows of `bookingOfUserRow`; a query adds its WHERE. */
export const selectBookingsOfUser = sql.fragment`
  SELECT
    b.booking_id, b.token, b.quantity, b.unit_amount_cents, b.price_category_label, b.status, b.booked_at, b.used_at,
    b.cancelled_at, b.cancellation_reason, b.cancellation_limit_date, b.display_as_ended,
    s.stock_id, s.price_cents AS stock_price_cents, s.beginning_datetime,
    o.offer_id, o.name AS offer_name, o.subcategory_id, o.url AS offer_url, o.ean, o.booking_contact,
    o.withdrawal_type, o.withdrawal_delay_seconds, o.withdrawal_details,
    v.venue_id, v.name AS venue_name, v.public_name AS venue_public_name,
    v.is_open_to_public AS venue_is_open_to_public,
    v.address_id, v.street, v.postal_code, v.city, v.latitude, v.longitude, v.timezone,
    d.type AS deposit_type,
    u.email AS user_email, coalesce(u.validated_birth_date, u.date_of_birth) AS user_birth_date,
    u.departement_code AS user_departement_code
  FROM bookings b
  JOIN stocks s ON s.stock_id = b.stock_id
  JOIN offers o ON o.offer_id = b.offer_id
  JOIN venues v ON v.venue_id = b.venue_id
  JOIN users u ON u.user_id = b.user_id
  LEFT JOIN deposits d ON d.deposit_id = b.deposit_id`;

/** One booking; null where it is not this user's. */
export const bookingOfUser = defineQuery({
  reads: bookingOfUserReads,
  run: (pool, { bookingId, userId }: { bookingId: number; userId: number }): Promise<BookingOfUser | null> =>
    pool.maybeOne(sql.type(bookingOfUserRow)`
      ${selectBookingsOfUser}
      WHERE b.booking_id = ${bookingId} AND b.user_id = ${userId}`),
});
