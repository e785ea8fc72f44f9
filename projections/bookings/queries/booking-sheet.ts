import { sql } from "slonik";
import { z } from "zod";

/** One booking with what a venue's desk and its software are told of stock, offer, venue and holder. */
export const bookingSheet = z.object({
  bookingId: z.number(),
  token: z.string(),
  quantity: z.number(),
  unitAmountCents: z.number(),
  priceCategoryLabel: z.string().nullable(),
  status: z.enum(["CONFIRMED", "USED", "REIMBURSED", "CANCELLED"]),
  bookedAt: z.string(),
  cancellationLimitDate: z.string().nullable(),
  stockId: z.number(),
  priceCategoryId: z.number().nullable(),
  beginningDatetime: z.string().nullable(),
  offerId: z.number(),
  offerName: z.string(),
  subcategoryId: z.string(),
  ean: z.string().nullable(),
  offererId: z.number(),
  venueId: z.number(),
  venueName: z.string(),
  venuePublicName: z.string(),
  street: z.string(),
  postalCode: z.string(),
  city: z.string(),
  departmentCode: z.string(),
  timezone: z.string(),
  email: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  /** YYYY-MM-DD; the validated date where there is one (users-and-wallet.md, section 1.1). */
  birthDate: z.string().nullable(),
  phoneNumber: z.string().nullable(),
  userPostalCode: z.string().nullable(),
});
export type BookingSheet = z.infer<typeof bookingSheet>;

/** The read models behind a sheet. */
export const sheetReads = ["bookings", "stocks", "offers", "venues", "users"] as const;

/** Sheets: bookings `b` with their stock `s`, offer `o`, venue `v` and holder `u`. */
export const selectSheets = sql.fragment`
  SELECT
    b.booking_id, b.token, b.quantity, b.unit_amount_cents, b.price_category_label, b.status, b.booked_at,
    b.cancellation_limit_date,
    s.stock_id, s.price_category_id, s.beginning_datetime,
    o.offer_id, o.name AS offer_name, o.subcategory_id, o.ean,
    b.offerer_id, v.venue_id, v.name AS venue_name, v.public_name AS venue_public_name,
    v.street, v.postal_code, v.city, v.department_code, v.timezone,
    u.email, u.first_name, u.last_name, u.phone_number, u.postal_code AS user_postal_code,
    coalesce(u.validated_birth_date, u.date_of_birth) AS birth_date
  FROM bookings b
  JOIN stocks s ON s.stock_id = b.stock_id
  JOIN offers o ON o.offer_id = b.offer_id
  JOIN venues v ON v.venue_id = b.venue_id
  JOIN users u ON u.user_id = b.user_id`;
