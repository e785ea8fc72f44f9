import { isAutomaticallyUsed } from "#domain/booking/may-book.js";
import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import { humanize } from "#domain/shared/humanize.js";
import type { Instant } from "#domain/shared/values.js";
import { ageAt } from "#domain/user/eligibility.js";
import type { BookingOfUser } from "#projections/bookings/queries/booking-of-user.js";

const dayMs = 86_400_000;

export const isDigital = ({ subcategoryId }: BookingOfUser): boolean =>
  subcategoryOf(subcategoryId).onlineOfflinePlatform === "ONLINE";

/** A free card of a museum or a library: used from the start. */
export const isFreeCard = ({ subcategoryId, stockPriceCents }: BookingOfUser): boolean =>
  isAutomaticallyUsed(subcategoryId, stockPriceCents);

/** When a booking that nobody fetches lapses: books after 10 days, other things after 30 (bookings-and-stocks.md, section 10.1). */
export const expirationDate = ({ status, subcategoryId, bookedAt }: BookingOfUser): Instant | null => {
  if (status !== "CONFIRMED" || !subcategoryOf(subcategoryId).canExpire) return null;
  const days = subcategoryId === "LIVRE_PAPIER" ? 10 : 30;
  return new Date(Date.parse(bookedAt) + days * dayMs).toISOString();
};

/** The offer's address on the web, filled in for this booking (section 2.1). */
export const completedUrl = ({ offerUrl, offerId, token, userEmail }: BookingOfUser): string | null => {
  if (offerUrl === null || offerUrl === "") return null;
  const url = offerUrl.startsWith("http") ? offerUrl : `http://${offerUrl}`;
  // Functions, so that a "$" in a value is no pattern of the replacement.
  return url
    .replaceAll("{token}", () => token)
    .replaceAll("{offerId}", () => humanize(offerId))
    .replaceAll("{email}", () => userEmail);
};

/** What the venue's scanner reads (section 4). */
export const qrCodeData = (token: string): string => `PASSCULTURE:v3;TOKEN:${token}`;

const isOver = ({ status }: BookingOfUser): boolean => status === "USED" || status === "REIMBURSED";

export const canReact = (booking: BookingOfUser): boolean =>
  isOver(booking) && subcategoryOf(booking.subcategoryId).canReceiveReactions;

/** After a film one is asked the next day, after the rest a month later (operations.md, section 10). */
export const asksForReaction = (booking: BookingOfUser, now: Instant): boolean => {
  const cooldownMs = booking.subcategoryId === "SEANCE_CINE" ? dayMs : 31 * dayMs;
  return canReact(booking) && booking.usedAt !== null && Date.parse(booking.usedAt) + cooldownMs <= Date.parse(now);
};

/** Whether the grouped lists show a booking under "ended": the first rule of section 11.1 that applies. */
export const isEnded = (booking: BookingOfUser, now: Instant): boolean => {
  const { beginningDatetime: start, status, subcategoryId, displayAsEnded } = booking;
  if (start !== null && start >= now && status !== "CANCELLED") return false;
  if (isFreeCard(booking)) return displayAsEnded === true;
  if (isOver(booking)) return !subcategoryOf(subcategoryId).isPermanent;
  return status === "CANCELLED";
};

/** Whether the simple lists show a booking under "ended" (section 11.2). */
export const isEndedInSimpleList = ({ displayAsEnded, status }: BookingOfUser): boolean =>
  displayAsEnded === true || status !== "CONFIRMED";

/** Paid by the credit of an adult: that of the old scheme, or of the reform when the user was 18 already (section 11.1). */
export const isPaidAsAdult = ({
  depositType,
  bookedAt,
  userBirthDate,
  userDepartementCode,
}: BookingOfUser): boolean => {
  if (depositType !== "GRANT_17_18") return depositType === "GRANT_18";
  return (ageAt({ birthDate: userBirthDate, departementCode: userDepartementCode }, bookedAt) ?? 0) >= 18;
};

const epoch = "1970-01-01T00:00:00.000Z";
const farFuture = "9999-12-31T23:59:59.999Z";
const byText = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** What ended last comes first. */
export const byEndDescending = (one: BookingOfUser, other: BookingOfUser): number => byText(endOf(other), endOf(one));
const endOf = ({ beginningDatetime, usedAt, cancelledAt }: BookingOfUser): string =>
  beginningDatetime ?? usedAt ?? cancelledAt ?? epoch;

/** What is due next comes first; of two due together, the newer booking. */
export const byDueDate = (one: BookingOfUser, other: BookingOfUser): number =>
  byText(dueOf(one), dueOf(other)) || other.bookingId - one.bookingId;
const dueOf = (booking: BookingOfUser): string => expirationDate(booking) ?? booking.beginningDatetime ?? farFuture;
