import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import type { Instant } from "#domain/shared/values.js";
import { isDigital, toLocation } from "#http/pro/present/place.js";
import type { ListOffersOfferResponse } from "#http/pro/schemas/offer-list.js";
import { SubcategoryIdEnum } from "#http/pro/schemas/offer-parts.js";
import { utcOrNull } from "#http/shared/instants.js";
import type { ListedOffer, ListedStock } from "#projections/offers/queries/offers-of-pro.js";

/** One line of the portal's list of offers (offers.md, section 16.1). */
export const toListedOffer = (offer: ListedOffer, now: Instant): ListOffersOfferResponse => {
  const { isEvent } = subcategoryOf(offer.subcategoryId);
  return {
    id: offer.offerId,
    name: offer.name,
    status: offer.status,
    subcategoryId: SubcategoryIdEnum.parse(offer.subcategoryId),
    isActive: offer.publicationDatetime !== null && offer.publicationDatetime <= now,
    isDigital: isDigital(offer.subcategoryId),
    isEditable: true,
    isEducational: false,
    isShowcase: false,
    isHeadlineOffer: false,
    isEvent,
    canBeEvent: isEvent,
    isThing: !isEvent,
    bookingsCount: offer.bookedQuantity,
    hasBookingLimitDatetimesPassed: offer.areLimitsPassed,
    publicationDatetime: utcOrNull(offer.publicationDatetime),
    bookingAllowedDatetime: utcOrNull(offer.bookingAllowedDatetime),
    highlightRequests: [],
    productId: null,
    productIsbn: offer.ean,
    thumbUrl: null,
    location: toLocation(offer),
    stocks: offer.stocks.map((stock) => toListedStock(stock, now)),
    venue: {
      id: offer.venueId,
      isVirtual: false,
      name: offer.venueName,
      publicName: offer.venuePublicName,
      offererName: offer.offererName,
      departementCode: offer.departmentCode,
    },
  };
};

const toListedStock = (stock: ListedStock, now: Instant): ListOffersOfferResponse["stocks"][number] => ({
  id: stock.stockId,
  beginningDatetime: utcOrNull(stock.beginningDatetime),
  bookingQuantity: stock.bookedQuantity,
  hasBookingLimitDatetimePassed: stock.bookingLimitDatetime !== null && stock.bookingLimitDatetime <= now,
  remainingQuantity: stock.quantity === null ? "unlimited" : stock.quantity - stock.bookedQuantity,
});
