import type { Instant } from "#domain/shared/values.js";
import type { GetOfferStockResponse } from "#http/pro/schemas/stocks.js";
import { utcOrNull } from "#http/shared/instants.js";
import { toEuros } from "#http/shared/money.js";
import type { ProStock } from "#projections/stocks/queries/stocks-of-offer.js";

const twoDays = 48 * 3_600_000;

/** A stock as its venue sees it (offers.md, section 9.6). */
export const toStock = (stock: ProStock, now: Instant): GetOfferStockResponse => ({
  id: stock.stockId,
  price: toEuros(stock.priceCents),
  priceCategoryId: stock.priceCategoryId,
  quantity: stock.quantity,
  bookingsQuantity: stock.bookedQuantity,
  remainingQuantity: stock.quantity === null ? "unlimited" : stock.quantity - stock.bookedQuantity,
  beginningDatetime: utcOrNull(stock.beginningDatetime),
  bookingLimitDatetime: utcOrNull(stock.bookingLimitDatetime),
  isEventDeletable: isEventDeletable(stock, now),
  hasActivationCode: false,
  activationCodesExpirationDatetime: null,
});

/** Until two days after the beginning, and always in a draft (bookings-and-stocks.md, section 3.1). */
const isEventDeletable = ({ beginningDatetime, validation }: ProStock, now: Instant): boolean =>
  beginningDatetime === null || validation === "DRAFT" || Date.parse(beginningDatetime) + twoDays >= Date.parse(now);
