import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import type { Instant } from "#domain/shared/values.js";
import { isDigital, qrCodeData } from "#http/native/bookings/facts.js";
import type { Ticket } from "#http/native/bookings/schemas.js";
import type { BookingOfUser } from "#projections/bookings/queries/booking-of-user.js";

/**
 * How the app shows the proof of a booking: the first case of bookings-and-stocks.md, section 11.3, that applies, under
 * the names of the current contract. No fact holds activation codes or tickets of other software yet.
 */
export const ticketOf = (booking: BookingOfUser, now: Instant): Ticket => ({
  activationCode: null,
  externalBooking: null,
  ...proofOf(booking, now),
  withdrawal: {
    delay: booking.withdrawalDelaySeconds,
    details: booking.withdrawalDetails,
    type: booking.withdrawalType,
  },
});

type Proof = Pick<Ticket, "display" | "token" | "voucher">;

const proofOf = (booking: BookingOfUser, now: Instant): Proof => {
  const token = { data: booking.token };
  const voucher = { data: qrCodeData(booking.token) };
  const { isEvent } = subcategoryOf(booking.subcategoryId);
  if (booking.withdrawalType === "no_ticket") return { display: "no_ticket", token: null, voucher: null };
  if (booking.withdrawalType === "by_email")
    return { display: isSent(booking, now) ? "email_sent" : "email_will_be_sent", token: null, voucher: null };
  if (isDigital(booking)) return { display: "online_code", token, voucher: null };
  if (booking.subcategoryId === "SEANCE_CINE") return { display: "cinema_voucher", token, voucher };
  return isEvent ? { display: "ticket", token, voucher: null } : { display: "voucher", token, voucher };
};

/** The venue sends its tickets by mail so many seconds before the event. */
const isSent = ({ beginningDatetime, withdrawalDelaySeconds }: BookingOfUser, now: Instant): boolean =>
  beginningDatetime !== null &&
  withdrawalDelaySeconds !== null &&
  Date.parse(beginningDatetime) - Date.parse(now) < withdrawalDelaySeconds * 1000;
