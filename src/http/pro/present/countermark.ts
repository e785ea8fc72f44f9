import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import { humanize } from "#domain/shared/humanize.js";
import type { CountermarkResponse } from "#http/pro/schemas/countermark.js";
import { utc } from "#http/shared/instants.js";
import { toEuros } from "#http/shared/money.js";
import type { BookingSheet } from "#projections/bookings/queries/booking-sheet.js";

/** What the desk reads before it validates (bookings-and-stocks.md, section 12.1). */
export const toCountermark = (sheet: BookingSheet): CountermarkResponse => ({
  bookingId: humanize(sheet.bookingId),
  dateOfBirth: sheet.birthDate,
  datetime: sheet.beginningDatetime === null ? "" : utc(sheet.beginningDatetime),
  ean13: sheet.ean,
  email: sheet.email,
  firstName: sheet.firstName,
  isUsed: sheet.status === "USED" || sheet.status === "REIMBURSED",
  lastName: sheet.lastName,
  offerAddress: `${sheet.street} ${sheet.postalCode} ${sheet.city}`,
  offerDepartmentCode: sheet.departmentCode,
  offerId: sheet.offerId,
  offerName: sheet.offerName,
  // The source answers EVENEMENT for everything: a fault that this does not repeat.
  offerType: subcategoryOf(sheet.subcategoryId).isEvent ? "EVENEMENT" : "BIEN",
  phoneNumber: sheet.phoneNumber,
  price: toEuros(sheet.unitAmountCents),
  priceCategoryLabel: sheet.priceCategoryLabel,
  publicOfferId: humanize(sheet.offerId),
  quantity: sheet.quantity,
  userName: [sheet.firstName, sheet.lastName].filter(Boolean).join(" "),
  venueName: sheet.venueName,
});
