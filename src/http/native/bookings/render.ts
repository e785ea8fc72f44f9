import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import type { Instant } from "#domain/shared/values.js";
import {
  asksForReaction,
  canReact,
  completedUrl,
  expirationDate,
  isDigital,
  isFreeCard,
  qrCodeData,
} from "#http/native/bookings/facts.js";
import type { BookingListItem, BookingV1, BookingV2 } from "#http/native/bookings/schemas.js";
import { ticketOf } from "#http/native/bookings/ticket.js";
import { utc, utcOrNull } from "#http/shared/instants.js";
import type { BookingOfUser } from "#projections/bookings/queries/booking-of-user.js";

/** A booking as the second version of the API tells it. */
export const bookingResponseV2 = (booking: BookingOfUser, now: Instant): BookingV2 => {
  const offer = offerOf(booking);
  return {
    ...common(booking, now),
    displayAsEnded: booking.displayAsEnded,
    stock: {
      ...stockOf(booking),
      isAutomaticallyUsed: isFreeCard(booking),
      offer: {
        ...offer,
        address: { ...offer.address, id: booking.addressId },
        venue: { ...offer.venue, address: { id: booking.addressId } },
      },
    },
    ticket: ticketOf(booking, now),
  };
};

/** A booking as the first version of the API tells it; only ongoing ones show their QR code. */
export const bookingResponseV1 = (booking: BookingOfUser, isOngoing: boolean, now: Instant): BookingV1 => ({
  ...common(booking, now),
  token: booking.token,
  qrCodeData: isOngoing ? qrCodeData(booking.token) : null,
  activationCode: null,
  externalBookings: null,
  stock: {
    ...stockOf(booking),
    offer: {
      ...offerOf(booking),
      withdrawalDetails: booking.withdrawalDetails,
      withdrawalType: booking.withdrawalType,
      withdrawalDelay: booking.withdrawalDelaySeconds,
    },
  },
});

/** A booking as one line of a simple list. */
export const bookingListItem = (booking: BookingOfUser): BookingListItem => ({
  id: booking.bookingId,
  activationCode: null,
  canReact: canReact(booking),
  cancellationDate: utcOrNull(booking.cancelledAt),
  cancellationReason: booking.cancellationReason,
  dateCreated: utc(booking.bookedAt),
  dateUsed: utcOrNull(booking.usedAt),
  expirationDate: utcOrNull(expirationDate(booking)),
  isArchivable: isFreeCard(booking) || booking.displayAsEnded,
  quantity: booking.quantity,
  totalAmount: booking.quantity * booking.unitAmountCents,
  userReaction: null,
  stock: {
    beginningDatetime: utcOrNull(booking.beginningDatetime),
    isAutomaticallyUsed: isFreeCard(booking),
    offer: {
      id: booking.offerId,
      name: booking.offerName,
      imageUrl: null,
      address: { timezone: booking.timezone, city: booking.city, label: null },
      isDigital: isDigital(booking),
      isPermanent: subcategoryOf(booking.subcategoryId).isPermanent,
      subcategoryId: booking.subcategoryId,
      withdrawalDelay: booking.withdrawalDelaySeconds,
      withdrawalType: booking.withdrawalType,
      venue: { id: booking.venueId, name: booking.venueName, timezone: booking.timezone },
    },
  },
});

/** No fact says anything of reactions yet: nobody has reacted. */
const common = (booking: BookingOfUser, now: Instant) => ({
  id: booking.bookingId,
  canReact: canReact(booking),
  cancellationDate: utcOrNull(booking.cancelledAt),
  cancellationReason: booking.cancellationReason,
  completedUrl: completedUrl(booking),
  confirmationDate: utcOrNull(booking.cancellationLimitDate),
  dateCreated: utc(booking.bookedAt),
  dateUsed: utcOrNull(booking.usedAt),
  enablePopUpReaction: asksForReaction(booking, now),
  expirationDate: utcOrNull(expirationDate(booking)),
  quantity: booking.quantity,
  totalAmount: booking.quantity * booking.unitAmountCents,
  userReaction: null,
});

const stockOf = (booking: BookingOfUser) => ({
  id: booking.stockId,
  beginningDatetime: utcOrNull(booking.beginningDatetime),
  features: [],
  price: booking.stockPriceCents,
  priceCategoryLabel: booking.priceCategoryLabel,
});

const offerOf = (booking: BookingOfUser) => ({
  id: booking.offerId,
  name: booking.offerName,
  address: addressOf(booking),
  bookingContact: booking.bookingContact,
  extraData: { ean: booking.ean },
  image: null,
  isDigital: isDigital(booking),
  isPermanent: subcategoryOf(booking.subcategoryId).isPermanent,
  subcategoryId: booking.subcategoryId,
  url: booking.offerUrl,
  venue: venueOf(booking),
});

const addressOf = ({ street, postalCode, city, latitude, longitude, timezone }: BookingOfUser) => ({
  street,
  postalCode,
  city,
  label: null,
  coordinates: { latitude, longitude },
  timezone,
});

const venueOf = (booking: BookingOfUser) => ({
  id: booking.venueId,
  name: booking.venueName,
  publicName: booking.venuePublicName,
  timezone: booking.timezone,
  bannerUrl: null,
  isOpenToPublic: booking.venueIsOpenToPublic,
});
