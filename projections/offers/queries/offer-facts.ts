import { type FragmentSqlToken, sql } from "slonik";
import { z } from "zod";

/** The nine states an offer is shown in (offers.md, section 2.1). */
export const offerStatus = z.enum([
  "DRAFT",
  "PENDING",
  "REJECTED",
  "INACTIVE",
  "SCHEDULED",
  "PUBLISHED",
  "ACTIVE",
  "SOLD_OUT",
  "EXPIRED",
]);

/** What the stocks `f` say of an offer `o` at an instant. Without any stock an offer is sold out, but not expired. */
export const stockFacts = (now: string): FragmentSqlToken => sql.fragment`
  SELECT
    count(*)::bigint AS stock_count,
    coalesce(sum(s.booked_quantity), 0)::bigint AS booked_quantity,
    coalesce(max(s.price_cents), 0)::bigint AS max_price_cents,
    count(*) > 0 AND bool_and(coalesce(s.booking_limit_datetime <= ${now}::timestamptz, FALSE)) AS are_limits_passed,
    NOT coalesce(bool_or(
      (s.beginning_datetime IS NULL OR s.beginning_datetime > ${now}::timestamptz)
      AND (s.quantity IS NULL OR s.quantity > s.booked_quantity)
    ), FALSE) AS is_sold_out
  FROM stocks s
  WHERE s.offer_id = o.offer_id`;

/** The status of an offer `o` with the stock facts `f`: the first line that holds (section 2.1). */
export const statusAt = (now: string): FragmentSqlToken => sql.fragment`
  CASE
    WHEN o.validation IN ('REJECTED', 'PENDING', 'DRAFT') THEN o.validation
    WHEN o.publication_datetime IS NULL THEN 'INACTIVE'
    WHEN o.publication_datetime > ${now}::timestamptz THEN 'SCHEDULED'
    WHEN o.booking_allowed_datetime > ${now}::timestamptz THEN 'PUBLISHED'
    WHEN f.are_limits_passed THEN 'EXPIRED'
    WHEN f.is_sold_out THEN 'SOLD_OUT'
    ELSE 'ACTIVE'
  END`;
