import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import { domainsOf, isPublished } from "#domain/offer/decider.js";
import type { KnownOffer } from "#domain/offer/state.js";
import { isReleased, type Offerer } from "#domain/offerer/decider.js";
import { Refusal } from "#domain/shared/refusal.js";
import type { Instant } from "#domain/shared/values.js";
import { hasSeats, type OpenStock } from "#domain/stock/decider.js";
import { isBeneficiary, type RegisteredUser } from "#domain/user/decider.js";
import { affords, currentDeposit } from "#domain/wallet/credit.js";
import { debitsOf, type Wallet } from "#domain/wallet/decider.js";

interface Wish {
  readonly user: RegisteredUser;
  readonly wallet: Wallet;
  readonly stock: OpenStock;
  readonly offer: KnownOffer;
  readonly offerer: Offerer;
  readonly quantity: number;
  readonly at: Instant;
}

/** Whether young people below 18 are kept from a price of an offer (bookings-and-stocks.md, section 3.1). */
export const isForbiddenToUnderage = (subcategoryId: string, priceCents: number): boolean => {
  const { isBookableByUnderageWhenFree, isBookableByUnderageWhenNotFree } = subcategoryOf(subcategoryId);
  return priceCents > 0 ? !isBookableByUnderageWhenNotFree : !isBookableByUnderageWhenFree;
};

/**
 * Refuses what the rules refuse, from the states alone and in the order of bookings-and-stocks.md, section 7, rules 1 to
 * 6. The stock and the wallet decide again when they are asked: a look promises nothing.
 */
export const refuseUnlessBookable = ({ user, wallet, stock, offer, offerer, quantity, at }: Wish): void => {
  if (!user.roles.includes("BENEFICIARY") && isForbiddenToUnderage(offer.subcategoryId, stock.priceCents))
    throw new Refusal("OFFER_CATEGORY_NOT_BOOKABLE_BY_USER");
  if (!isBeneficiary(user.roles) && stock.priceCents === 0) throw new Refusal("CANNOT_BOOK_FREE_OFFERS");
  if (wallet.bookingOfOffer.has(offer.offerId)) throw new Refusal("ALREADY_BOOKED", { offerId: offer.offerId });
  if (quantity !== 1 && !(offer.isDuo && quantity === 2))
    throw new Refusal("QUANTITY_NOT_ALLOWED", { max: offer.isDuo ? 2 : 1 });
  const isAllowed = offer.bookingAllowedDatetime === null || offer.bookingAllowedDatetime <= at;
  if (!hasSeats(stock, quantity, at) || !isPublished(offer, at) || !isReleased(offerer) || !isAllowed)
    throw new Refusal("STOCK_NOT_BOOKABLE", { stockId: stock.stockId });
  const spend = { amountCents: quantity * stock.priceCents, ...domainsOf(offer), at };
  if (!affords(currentDeposit(wallet.deposits), debitsOf(wallet), spend)) throw new Refusal("INSUFFICIENT_CREDIT");
};

/** Free cards of museums and libraries count as used from the start (bookings-and-stocks.md, section 3.1). */
export const isAutomaticallyUsed = (subcategoryId: string, priceCents: number): boolean =>
  priceCents === 0 && subcategoryOf(subcategoryId).isAutomaticallyUsedWhenFree;
