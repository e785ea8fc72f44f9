import { isPastCancellation } from "#domain/booking/rules.js";
import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import type { Instant } from "#domain/shared/values.js";
import type { BookingRecapResponse, BookingRecapStatus } from "#http/pro/schemas/bookings.js";
import { local } from "#http/shared/instants.js";
import { toEuros } from "#http/shared/money.js";
import type { RecapRow } from "#projections/bookings/queries/recap-of-pro.js";

/** One seat in the list of bookings; its dates as the venue's clock showed them (bookings-and-stocks.md, section 12.2). */
export const toRecap = (row: RecapRow, now: Instant): BookingRecapResponse => ({
  beneficiary: {
    email: row.email,
    firstname: row.firstName,
    lastname: row.lastName,
    phonenumber: row.phoneNumber,
  },
  bookingAmount: toEuros(row.unitAmountCents),
  bookingDate: local(row.bookedAt, row.timezone),
  bookingIsDuo: row.quantity === 2,
  bookingPriceCategoryLabel: row.priceCategoryLabel,
  bookingStatus: statusOf(row, now),
  bookingStatusHistory: historyOf(row),
  bookingToken: visibleToken(row),
  stock: {
    eventBeginningDatetime: row.beginningDatetime === null ? null : local(row.beginningDatetime, row.timezone),
    offerEan: row.ean,
    offerId: row.offerId,
    offerIsEducational: false,
    offerName: row.offerName,
  },
});

const statusOf = (row: RecapRow, now: Instant): BookingRecapStatus => {
  if (row.status === "REIMBURSED") return "reimbursed";
  if (row.status === "CANCELLED") return "cancelled";
  if (row.status === "USED") return "validated";
  return isPastCancellation(row, now) ? "confirmed" : "booked";
};

const historyOf = ({
  bookedAt,
  usedAt,
  cancelledAt,
  timezone,
}: RecapRow): BookingRecapResponse["bookingStatusHistory"] => {
  const steps: readonly (readonly [BookingRecapStatus, Instant | null])[] = [
    ["booked", bookedAt],
    ["validated", usedAt],
    ["cancelled", cancelledAt],
  ];
  return steps.flatMap(([status, at]) => (at === null ? [] : [{ status, date: local(at, timezone) }]));
};

/** Hidden while a thing waits to be handed over: the venue validates it with the code that the young person shows. */
const visibleToken = ({ token, status, subcategoryId }: RecapRow): string | null =>
  status === "CONFIRMED" && !subcategoryOf(subcategoryId).isEvent ? null : token;
