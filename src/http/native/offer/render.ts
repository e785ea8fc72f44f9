import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import { domainsOf } from "#domain/offer/decider.js";
import type { Instant } from "#domain/shared/values.js";
import { extraDataAnswer } from "#http/native/offer/extra-data.js";
import { metadataOf } from "#http/native/offer/metadata.js";
import type { OfferAnswer } from "#http/native/offer/schema.js";
import { isOfferExpired, isOfferSoldOut, isReleased, stockAnswer } from "#http/native/offer/stocks.js";
import { utcOrNull } from "#http/shared/instants.js";
import type { ApprovedOffer } from "#projections/offers/queries/approved-offer.js";

/**
 * An offer as the app shows it now (offers.md, section 16.3). No fact says anything yet of images, videos, artists,
 * book-club reviews, likes or headlines: an offer has none.
 */
export const offerResponse = (offer: ApprovedOffer, now: Instant): OfferAnswer => {
  const { id: subcategoryId, isEvent, onlineOfflinePlatform } = subcategoryOf(offer.subcategoryId);
  const stocks = offer.stocks.map((stock) => stockAnswer(stock, offer, now));
  const isSoldOut = isOfferSoldOut(offer, now);
  return {
    id: offer.offerId,
    name: offer.name,
    description: offer.description,
    subcategoryId,
    accessibility: {
      audioDisability: offer.audioDisabilityCompliant,
      mentalDisability: offer.mentalDisabilityCompliant,
      motorDisability: offer.motorDisabilityCompliant,
      visualDisability: offer.visualDisabilityCompliant,
    },
    address: addressOf(offer),
    venue: venueOf(offer),
    expenseDomains: expenseDomains(offer),
    extraData: extraDataAnswer(offer),
    images: null,
    video: null,
    artists: [],
    chronicles: [],
    chroniclesCount: 0,
    reactionsCount: { likes: 0 },
    last30DaysBookings: null,
    bookingAllowedDatetime: utcOrNull(offer.bookingAllowedDatetime),
    publicationDate: utcOrNull(offer.bookingAllowedDatetime),
    externalTicketOfficeUrl: offer.externalTicketOfficeUrl,
    withdrawalDetails: offer.withdrawalDetails,
    isDigital: onlineOfflinePlatform === "ONLINE",
    isDuo: offer.isDuo,
    isEducational: false,
    isEvent,
    isExpired: isOfferExpired(offer, now),
    isExternalBookingsDisabled: false,
    isForbiddenToUnderage: stocks.every((stock) => !stock.isBookable || stock.isForbiddenToUnderage),
    isHeadline: false,
    isReleased: isReleased(offer, now),
    isSoldOut,
    metadata: metadataOf(offer, isSoldOut),
    stocks,
  };
};

const coordinatesOf = ({ latitude, longitude }: ApprovedOffer) => ({ latitude, longitude });

/** Of the offer's place; where it has none of its own, its venue's. */
const addressOf = (offer: ApprovedOffer): OfferAnswer["address"] => ({
  street: offer.street,
  postalCode: offer.postalCode,
  city: offer.city,
  label: null,
  coordinates: coordinatesOf(offer),
  timezone: offer.timezone,
});

const venueOf = (offer: ApprovedOffer): OfferAnswer["venue"] => ({
  id: offer.venueId,
  name: offer.venueName,
  publicName: offer.venuePublicName,
  address: offer.street,
  postalCode: offer.postalCode,
  city: offer.city,
  coordinates: coordinatesOf(offer),
  timezone: offer.timezone,
  bannerUrl: null,
  isOpenToPublic: offer.venueIsOpenToPublic,
  isPermanent: offer.venueIsPermanent,
  offerer: { name: offer.offererName },
});

/** Which parts of the credit pay for it (offers.md, section 2). */
const expenseDomains = (offer: ApprovedOffer): OfferAnswer["expenseDomains"] => {
  const { isDigital, isPhysical } = domainsOf(offer);
  return ["all", ...(isDigital ? (["digital"] as const) : []), ...(isPhysical ? (["physical"] as const) : [])];
};
