import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import type { Instant } from "#domain/shared/values.js";
import { isDigital, toLocation } from "#http/pro/present/place.js";
import { SubcategoryIdEnum } from "#http/pro/schemas/offer-parts.js";
import type { GetIndividualOfferResponse, GetIndividualOfferWithAddressResponse } from "#http/pro/schemas/offers.js";
import { utc, utcOrNull } from "#http/shared/instants.js";
import { toEuros } from "#http/shared/money.js";
import type { ProOffer } from "#projections/offers/queries/pro-offer.js";

/** What no offer of this system has yet: images, videos, artists, catalogue products, providers, highlights. */
const notYet = {
  activeMediation: null,
  artistOfferLinks: [],
  highlightRequests: [],
  lastProvider: null,
  productId: null,
  thumbUrl: null,
  videoData: {
    videoDuration: null,
    videoExternalId: null,
    videoThumbnailUrl: null,
    videoTitle: null,
    videoUrl: null,
  },
};

/** An offer as its venue reads it after it was written (offers.md, section 16.2). */
export const toOffer = (offer: ProOffer, now: Instant): GetIndividualOfferResponse => {
  const { isEvent } = subcategoryOf(offer.subcategoryId);
  return {
    ...notYet,
    id: offer.offerId,
    name: offer.name,
    status: offer.status,
    subcategoryId: SubcategoryIdEnum.parse(offer.subcategoryId),
    description: offer.description,
    durationMinutes: offer.durationMinutes,
    extraData: { ...offer.extraData, ...(offer.ean === null ? {} : { ean: offer.ean }) },
    url: offer.url,
    externalTicketOfficeUrl: offer.externalTicketOfficeUrl,
    bookingContact: offer.bookingContact,
    bookingEmail: offer.bookingEmail,
    withdrawalType: offer.withdrawalType,
    withdrawalDelay: offer.withdrawalDelaySeconds,
    withdrawalDetails: offer.withdrawalDetails,
    audioDisabilityCompliant: offer.audioDisabilityCompliant,
    mentalDisabilityCompliant: offer.mentalDisabilityCompliant,
    motorDisabilityCompliant: offer.motorDisabilityCompliant,
    visualDisabilityCompliant: offer.visualDisabilityCompliant,
    isActive: offer.publicationDatetime !== null && offer.publicationDatetime <= now,
    isDigital: isDigital(offer.subcategoryId),
    isDuo: offer.isDuo,
    isEditable: true,
    isEvent,
    canBeEvent: isEvent,
    isThing: !isEvent,
    isNational: offer.isNational,
    isNonFreeOffer: offer.maxPriceCents > 0,
    bookingsCount: offer.bookedQuantity,
    hasStocks: offer.stockCount > 0,
    hasBookingLimitDatetimesPassed: offer.areLimitsPassed,
    dateCreated: utc(offer.createdAt),
    publicationDate: utcOrNull(offer.publicationDatetime),
    publicationDatetime: utcOrNull(offer.publicationDatetime),
    bookingAllowedDatetime: utcOrNull(offer.bookingAllowedDatetime),
    priceCategories: offer.priceCategories.map(({ priceCategoryId, label, priceCents }) => ({
      id: priceCategoryId,
      label,
      price: toEuros(priceCents),
    })),
    venue: toVenue(offer),
  };
};

/** The same with where it takes place and whether somebody waits to be let in. */
export const toOfferWithAddress = (offer: ProOffer, now: Instant): GetIndividualOfferWithAddressResponse => ({
  ...toOffer(offer, now),
  hasPendingBookings: offer.hasPendingBookings,
  isHeadlineOffer: false,
  location: toLocation(offer),
});

const toVenue = (offer: ProOffer): GetIndividualOfferResponse["venue"] => ({
  id: offer.venueId,
  name: offer.venueName,
  publicName: offer.venuePublicName,
  isVirtual: false,
  street: offer.street,
  city: offer.city,
  postalCode: offer.postalCode,
  departementCode: offer.departmentCode,
  bookingEmail: offer.venueBookingEmail,
  managingOfferer: { id: offer.offererId, name: offer.offererName },
  audioDisabilityCompliant: offer.venueAudioDisabilityCompliant,
  mentalDisabilityCompliant: offer.venueMentalDisabilityCompliant,
  motorDisabilityCompliant: offer.venueMotorDisabilityCompliant,
  visualDisabilityCompliant: offer.venueVisualDisabilityCompliant,
});
