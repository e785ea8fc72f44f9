import type { Answer, RefusalTable } from "#http/errors/refusals.js";

const coded = (code: string, message?: string): Answer => ({
  status: 400,
  body: message ? { code, message } : { code },
});
const field = (name: string, message: string, status = 400): Answer => ({ status, body: { [name]: [message] } });
const unknown: Answer = { status: 404, body: {} };

/** How the app is told no (bookings-and-stocks.md, sections 7 and 9.3). Codes of other audiences get the plain answer of their kind. */
export const nativeRefusals: RefusalTable = {
  STOCK_NOT_FOUND: { status: 400, body: { stock: "stock introuvable" } },
  OFFER_CATEGORY_NOT_BOOKABLE_BY_USER: coded("OFFER_CATEGORY_NOT_BOOKABLE_BY_USER"),
  CANNOT_BOOK_FREE_OFFERS: field("cannotBookFreeOffers", "Votre compte ne permet pas de réserver une offre gratuite"),
  ALREADY_BOOKED: coded("ALREADY_BOOKED"),
  QUANTITY_NOT_ALLOWED: field("quantity", "Cette offre ne peut pas être réservée en cette quantité"),
  STOCK_NOT_BOOKABLE: coded("STOCK_NOT_BOOKABLE"),
  INSUFFICIENT_CREDIT: coded("INSUFFICIENT_CREDIT"),
  BOOKING_NOT_FOUND: unknown,
  BOOKING_ABANDONED: unknown,
  BOOKING_REIMBURSED: coded("ALREADY_USED", "Cette réservation a déjà été utilisée"),
  BOOKING_USED: coded("ALREADY_USED", "Cette réservation a déjà été utilisée"),
  BOOKING_CANCELLED: coded("ALREADY_CANCELLED", "Cette réservation est déjà annulée"),
  BOOKING_NOT_CONFIRMED_YET: coded("CANCELATION_FAILED"),
  BOOKING_NOT_USED: coded("CANCELATION_FAILED"),
  BOOKING_CONFIRMED: coded("CONFIRMED_BOOKING", "Le délai d'annulation de cette réservation est dépassé"),
  OFFERER_CLOSED: coded("CANCELATION_FAILED"),
  OFFER_NOT_FOUND: unknown,
  OFFER_REJECTED: field("global", "Cette offre a été refusée"),
  OFFER_NOT_DRAFT: field("global", "Cette offre n'est plus un brouillon"),
  OFFER_WITHOUT_BOOKABLE_STOCK: field("global", "Cette offre n'a rien à réserver"),
  OFFER_FIELD_INVALID: ({ field: name }) => field(String(name ?? "global"), "La valeur n'est pas valide"),
  STOCKS_TOO_MANY: field("stocks", "Cette offre a trop de stocks"),
  STOCK_FIELD_INVALID: ({ field: name }) => field(String(name ?? "global"), "La valeur n'est pas valide"),
  PRICE_CATEGORY_NOT_FOUND: field("priceCategoryId", "Ce tarif n'existe pas"),
  PRICE_CATEGORY_FIELD_INVALID: ({ field: name }) => field(String(name ?? "global"), "La valeur n'est pas valide"),
  VENUE_NOT_FOUND: unknown,
  OFFERER_NOT_FOUND: unknown,
  OFFERER_ALREADY_VALIDATED: field("global", "Cette structure est déjà validée"),
  USER_NOT_FOUND: field("email", "Utilisateur introuvable", 403),
  ROLE_NOT_ALLOWED: field("roles", "Ce rôle n'est pas permis"),
  ALREADY_CLAIMED: field("global", "Cette valeur est déjà prise"),
  DEPOSIT_TYPE_ALREADY_GRANTED: field("global", "Ce crédit a déjà été accordé"),
  DEPOSIT_ALREADY_ACTIVE: field("global", "Un crédit est déjà actif"),
  PROVIDER_NOT_FOUND: unknown,
  SESSION_CLOSED: { status: 401, body: { global: ["La session est terminée"] } },
};
