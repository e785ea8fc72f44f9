import type { Answer, RefusalTable } from "#http/errors/refusals.js";

/** The public API's own answers are plain strings, not lists (public-api.md, section 10). */
const no = (status: number, field: string, sentence: string): Answer => ({ status, body: { [field]: sentence } });

/** An unknown token and one of a venue that is not linked get the same answer. */
export const unknownToken: Answer = no(404, "global", "This countermark cannot be found");

const notForPartners: Answer = no(400, "global", "This is not possible through the public API");

/** How partners are told no; the columns of section 10 that differ stand below. */
export const publicRefusals: RefusalTable = {
  BOOKING_NOT_FOUND: unknownToken,
  BOOKING_ABANDONED: unknownToken,
  BOOKING_REIMBURSED: no(403, "payment", "This booking has already been reimbursed"),
  BOOKING_USED: no(410, "booking", "This booking has already been validated"),
  BOOKING_CANCELLED: no(410, "booking", "This booking has been cancelled"),
  BOOKING_NOT_CONFIRMED_YET: no(403, "booking", "This booking cannot be validated yet"),
  BOOKING_NOT_USED: no(403, "booking", "This booking has not been used"),
  BOOKING_CONFIRMED: no(403, "booking", "This booking cannot be cancelled anymore"),
  /** A list, as in the source. */
  OFFERER_CLOSED: {
    status: 403,
    body: { booking: ["Vous ne pouvez plus valider de contremarque sur une structure fermée"] },
  },

  OFFER_NOT_FOUND: no(404, "offerId", "we could not find this offer"),
  VENUE_NOT_FOUND: no(404, "venueId", "we could not find this venue"),
  STOCK_NOT_FOUND: no(404, "stock_id", "No stock could be found"),
  OFFERER_NOT_FOUND: { status: 404, body: {} },
  USER_NOT_FOUND: { status: 404, body: {} },
  PROVIDER_NOT_FOUND: no(401, "auth", "API key required"),

  // No route of bookings can meet these: they are there so that no code goes without an answer.
  OFFER_REJECTED: notForPartners,
  OFFER_NOT_DRAFT: notForPartners,
  OFFER_WITHOUT_BOOKABLE_STOCK: notForPartners,
  OFFER_FIELD_INVALID: notForPartners,
  STOCKS_TOO_MANY: notForPartners,
  STOCK_FIELD_INVALID: notForPartners,
  PRICE_CATEGORY_NOT_FOUND: notForPartners,
  PRICE_CATEGORY_FIELD_INVALID: notForPartners,
  OFFERER_ALREADY_VALIDATED: notForPartners,
  ROLE_NOT_ALLOWED: notForPartners,
  ALREADY_CLAIMED: notForPartners,
  SESSION_CLOSED: notForPartners,
  OFFER_CATEGORY_NOT_BOOKABLE_BY_USER: notForPartners,
  CANNOT_BOOK_FREE_OFFERS: notForPartners,
  ALREADY_BOOKED: notForPartners,
  QUANTITY_NOT_ALLOWED: notForPartners,
  STOCK_NOT_BOOKABLE: notForPartners,
  INSUFFICIENT_CREDIT: notForPartners,
  DEPOSIT_TYPE_ALREADY_GRANTED: notForPartners,
  DEPOSIT_ALREADY_ACTIVE: notForPartners,
};

/** An event's countermark that comes too early is told when it will be in time. */
export const notYet = (sentence: string): Answer => no(403, "booking", sentence);

/** The column "keep" of section 10, where it differs. */
export const keepAnswers = {
  BOOKING_REIMBURSED: no(403, "payment", "This booking has been reimbursed"),
} satisfies Partial<RefusalTable>;

/** The column "cancel" of section 10, where it differs. */
export const cancelAnswers = {
  BOOKING_REIMBURSED: no(403, "payment", "This booking has been reimbursed"),
  BOOKING_USED: no(410, "booking", "This booking has been validated"),
  BOOKING_CANCELLED: no(410, "booking", "This booking has already been cancelled"),
} satisfies Partial<RefusalTable>;
