/**
 * Everything the domain may refuse, by its stable code. A code means the same for ever: each audience has one table
 * that turns codes into the status and body of its contract, and a code that misses a line there does not compile.
 */
export const refusalCodes = [
  // booking an offer, in the order in which they are checked (bookings-and-stocks.md, section 7)
  "STOCK_NOT_FOUND",
  "OFFER_CATEGORY_NOT_BOOKABLE_BY_USER",
  "CANNOT_BOOK_FREE_OFFERS",
  "ALREADY_BOOKED",
  "QUANTITY_NOT_ALLOWED",
  "STOCK_NOT_BOOKABLE",
  "INSUFFICIENT_CREDIT",
  // a booking's later life (sections 8 and 9)
  "BOOKING_NOT_FOUND",
  "BOOKING_ABANDONED",
  "BOOKING_REIMBURSED",
  "BOOKING_USED",
  "BOOKING_CANCELLED",
  "BOOKING_NOT_CONFIRMED_YET",
  "BOOKING_NOT_USED",
  "BOOKING_CONFIRMED",
  "OFFERER_CLOSED",
  // offers and stocks (offers.md, sections 4, 8, 9)
  "OFFER_NOT_FOUND",
  "OFFER_REJECTED",
  "OFFER_NOT_DRAFT",
  "OFFER_WITHOUT_BOOKABLE_STOCK",
  "OFFER_FIELD_INVALID",
  "STOCKS_TOO_MANY",
  "STOCK_FIELD_INVALID",
  "PRICE_CATEGORY_NOT_FOUND",
  "PRICE_CATEGORY_FIELD_INVALID",
  // structures and people
  "VENUE_NOT_FOUND",
  "OFFERER_NOT_FOUND",
  "OFFERER_ALREADY_VALIDATED",
  "USER_NOT_FOUND",
  "ROLE_NOT_ALLOWED",
  "ALREADY_CLAIMED",
  "DEPOSIT_TYPE_ALREADY_GRANTED",
  "DEPOSIT_ALREADY_ACTIVE",
  "PROVIDER_NOT_FOUND",
  "SESSION_CLOSED",
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** The domain says no: an expected answer, never retried and never logged as a fault. `facts` say why, never about whom. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  readonly facts: Readonly<Record<string, string | number | null>>;

  constructor(code: RefusalCode, facts: Readonly<Record<string, string | number | null>> = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}
