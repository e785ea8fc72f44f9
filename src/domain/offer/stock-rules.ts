import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import type { PlannedStock, PriceCategory } from "#domain/offer/events.js";
import type { KnownOffer } from "#domain/offer/state.js";
import { Refusal } from "#domain/shared/refusal.js";
import type { Instant } from "#domain/shared/values.js";

/** A stock as it was asked for: an event's names a price category, a thing's has a price of its own. */
export interface WantedStock {
  readonly stockId: number;
  readonly priceCategoryId: number | null;
  readonly priceCents: number | null;
  readonly quantity: number | null;
  readonly beginningDatetime: Instant | null;
  readonly bookingLimitDatetime: Instant | null;
}

/** offers.md, section 1. */
export const maxStocks = 2_500;
export const maxPriceCategories = 50;
export const maxPriceCents = 300_00;

const invalid = (field: string, reason: string): Refusal => new Refusal("STOCK_FIELD_INVALID", { field, reason });

/** offers.md, section 10: at most 50, each with a price within the limit, no two alike. */
export const checkPrices = (offer: KnownOffer, prices: readonly PriceCategory[]): void => {
  const wrong = (field: string, reason: string): Refusal =>
    new Refusal("PRICE_CATEGORY_FIELD_INVALID", { field, reason });
  if (prices.length > maxPriceCategories) throw wrong("priceCategories", `at most ${maxPriceCategories}`);
  const distinct = new Set(prices.map(({ label, priceCents }) => `${priceCents} ${label}`));
  if (distinct.size < prices.length) throw wrong("priceCategories", "must be unique");
  if (prices.some(({ priceCents }) => priceCents > maxPriceCents))
    throw wrong("priceCategories", "price above the limit");
  const kept = new Set(prices.map((one) => one.priceCategoryId));
  const isRemoving = offer.priceCategories.some((one) => !kept.has(one.priceCategoryId));
  if (isRemoving && offer.validation !== "DRAFT")
    throw wrong("global", "cannot delete price categories on non-draft offers");
  if (isRemoving && offer.stocks.some((stock) => stock.priceCategoryId !== null && !kept.has(stock.priceCategoryId)))
    throw wrong("global", "a stock uses the price category");
  if (
    offer.stocks.some((stock) =>
      prices.some((one) => one.priceCategoryId === stock.priceCategoryId && one.priceCents !== stock.priceCents),
    )
  )
    throw wrong("global", "a stock already has this price");
};

/** The stocks that the offer gains: those asked for, less what it has already, in the order and with the refusals of offers.md, sections 9.2 and 9.3. */
export const checkStocks = (offer: KnownOffer, wanted: readonly WantedStock[]): PlannedStock[] => {
  const isEvent = subcategoryOf(offer.subcategoryId).isEvent;
  const known = new Set(offer.stocks.map((stock) => stock.stockId));
  const taken = new Set(isEvent ? offer.stocks.map(sameAs) : []);
  const planned: PlannedStock[] = [];
  for (const stock of wanted) {
    if (known.has(stock.stockId) || (isEvent && taken.has(sameAs(stock)))) continue;
    planned.push(isEvent ? eventStock(offer, stock) : thingStock(offer, stock));
    taken.add(sameAs(stock));
  }
  if (offer.stocks.length + planned.length > maxStocks) throw new Refusal("STOCKS_TOO_MANY", { max: maxStocks });
  return planned;
};

const sameAs = (stock: {
  readonly beginningDatetime: Instant | null;
  readonly priceCategoryId: number | null;
}): string => `${stock.beginningDatetime} ${stock.priceCategoryId}`;

const eventStock = (offer: KnownOffer, stock: WantedStock): PlannedStock => {
  const price = offer.priceCategories.find((one) => one.priceCategoryId === stock.priceCategoryId);
  if (price === undefined) throw new Refusal("PRICE_CATEGORY_NOT_FOUND", { priceCategoryId: stock.priceCategoryId });
  if (stock.beginningDatetime === null) throw invalid("beginningDatetime", "required for an event");
  if (stock.bookingLimitDatetime === null) throw invalid("bookingLimitDatetime", "required for an event");
  if (stock.bookingLimitDatetime > stock.beginningDatetime)
    throw invalid("stocks", "booking limit after the beginning");
  checkLimit(offer, stock.bookingLimitDatetime);
  return { ...stock, priceCents: price.priceCents, priceCategoryLabel: price.label };
};

const thingStock = (offer: KnownOffer, stock: WantedStock): PlannedStock => {
  if (stock.beginningDatetime !== null) throw invalid("global", "a thing has no beginning");
  if (stock.priceCategoryId !== null || stock.priceCents === null) throw invalid("price", "required for a thing");
  if (stock.priceCents > maxPriceCents) throw invalid("price300", "price above the limit");
  checkLimit(offer, stock.bookingLimitDatetime);
  return { ...stock, priceCents: stock.priceCents, priceCategoryLabel: null };
};

const checkLimit = ({ publicationDatetime, bookingAllowedDatetime }: KnownOffer, limit: Instant | null): void => {
  if (limit === null) return;
  if (publicationDatetime !== null && limit < publicationDatetime)
    throw invalid("bookingLimitDatetime", "before the publication");
  if (bookingAllowedDatetime !== null && limit < bookingAllowedDatetime)
    throw invalid("bookingLimitDatetime", "before bookings are allowed");
};
