import { isForbiddenToUnderage } from "#domain/booking/may-book.js";
import { cancellationLimit } from "#domain/booking/rules.js";
import type { Instant } from "#domain/shared/values.js";
import { isExpired } from "#domain/stock/decider.js";
import type { StockAnswer } from "#http/native/offer/schema.js";
import { utcOrNull } from "#http/shared/instants.js";
import type { ApprovedOffer, StockOfOffer } from "#projections/offers/queries/approved-offer.js";

/** A stock as the app shows it now (offers.md, section 16.3). Prices in cents; remaining null is unlimited. */
export const stockAnswer = (stock: StockOfOffer, offer: ApprovedOffer, now: Instant): StockAnswer => ({
  id: stock.stockId,
  price: stock.priceCents,
  beginningDatetime: utcOrNull(stock.beginningDatetime),
  bookingLimitDatetime: utcOrNull(stock.bookingLimitDatetime),
  cancellationLimitDatetime: utcOrNull(cancellationLimit(stock.beginningDatetime, now)),
  features: [],
  isBookable: isReleased(offer, now) && !isExpired(stock, now) && !isSoldOut(stock, now),
  isExpired: isExpired(stock, now),
  isForbiddenToUnderage: isForbiddenToUnderage(offer.subcategoryId, stock.priceCents),
  isSoldOut: isSoldOut(stock, now),
  priceCategoryLabel: stock.priceCategoryLabel,
  remainingQuantity: remaining(stock),
  activationCode: null,
});

/** Published, and of a structure that is validated and active. Only approved offers come this far. */
export const isReleased = (offer: ApprovedOffer, now: Instant): boolean =>
  offer.isOffererOpen && offer.publicationDatetime !== null && offer.publicationDatetime <= now;

const remaining = ({ quantity, bookedQuantity }: StockOfOffer): number | null =>
  quantity === null ? null : Math.max(quantity - bookedQuantity, 0);

const isSoldOut = (stock: StockOfOffer, now: Instant): boolean =>
  (stock.beginningDatetime !== null && stock.beginningDatetime <= now) || remaining(stock) === 0;

/** An offer without anything left to sell, an offer without stock included (offers.md, section 2). */
export const isOfferSoldOut = ({ stocks }: ApprovedOffer, now: Instant): boolean =>
  stocks.every((stock) => isSoldOut(stock, now));

/** Every stock's booking limit is over; never so for an offer without stock (offers.md, section 2). */
export const isOfferExpired = ({ stocks }: ApprovedOffer, now: Instant): boolean =>
  stocks.length > 0 && stocks.every(({ bookingLimitDatetime: limit }) => limit !== null && limit <= now);
