import type { GetBookingResponse } from "#http/public/schemas.js";
import { utc, utcOrNull } from "#http/shared/instants.js";
import type { BookingSheet } from "#projections/bookings/queries/booking-sheet.js";

/** A booking as a partner's software reads it (public-api.md, section 10). */
export const toBooking = (sheet: BookingSheet): GetBookingResponse => ({
  id: sheet.bookingId,
  quantity: sheet.quantity,
  creationDate: utc(sheet.bookedAt),
  confirmationDate: utcOrNull(sheet.cancellationLimitDate),
  price: sheet.unitAmountCents,
  status: sheet.status,
  offerId: sheet.offerId,
  stockId: sheet.stockId,
  priceCategoryId: sheet.priceCategoryId,
  priceCategoryLabel: sheet.priceCategoryLabel,
  offerName: sheet.offerName,
  offerEan: sheet.ean,
  offerAddress: `${sheet.street} ${sheet.postalCode} ${sheet.city}`,
  offerDepartmentCode: sheet.departmentCode,
  venueId: sheet.venueId,
  venueName: sheet.venueName,
  userEmail: sheet.email,
  userPhoneNumber: sheet.phoneNumber,
  userFirstName: sheet.firstName,
  userLastName: sheet.lastName,
  userBirthDate: sheet.birthDate,
  userPostalCode: sheet.userPostalCode,
});
