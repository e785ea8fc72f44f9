import type { Refusal } from "#domain/shared/refusal.js";
import type { Answer, RefusalTable } from "#http/errors/refusals.js";
import { sentenceOf } from "#http/pro/sentences.js";

export const unknownObject = "Aucun objet ne correspond à cet identifiant dans notre base de données";
const reimbursed = "Cette réservation a été remboursée";
const closedOfferer = "Vous ne pouvez plus valider de contremarque sur une structure fermée";

/** The usual shape of a no: one field, one sentence. */
export const no = (status: number, field: string, sentence: string): Answer => ({
  status,
  body: { [field]: [sentence] },
});
const nothing: Answer = { status: 404, body: {} };

/** A refusal whose facts name the field of the request that is wrong, and why. */
const fieldOf = ({ field, reason }: Refusal["facts"]): Answer =>
  no(400, String(field ?? "global"), sentenceOf(String(reason ?? "")));

/** A token that is unknown and one of another venue get the same answer, so that nothing leaks (permission T). */
export const unknownToken = no(
  404,
  "global",
  "La contremarque n'existe pas, ou vous n'avez pas les droits nécessaires pour y accéder.",
);

/** How the portal is told no (pro-api.md, sections 1 and 5 to 7; bookings-and-stocks.md, sections 8 and 9). */
export const proRefusals: RefusalTable = {
  BOOKING_NOT_FOUND: unknownToken,
  BOOKING_ABANDONED: unknownToken,
  BOOKING_REIMBURSED: no(403, "payment", reimbursed),
  BOOKING_USED: no(410, "booking", "Cette réservation a déjà été validée"),
  BOOKING_CANCELLED: no(410, "booking_cancelled", "Cette réservation a été annulée"),
  BOOKING_NOT_CONFIRMED_YET: no(403, "booking", "Cette réservation ne peut pas encore être validée"),
  BOOKING_NOT_USED: no(410, "booking", "Cette contremarque n'a pas encore été validée"),
  BOOKING_CONFIRMED: no(403, "booking", "Cette réservation ne peut plus être annulée"),
  OFFERER_CLOSED: no(403, "booking", closedOfferer),

  OFFER_NOT_FOUND: no(404, "global", unknownObject),
  OFFER_REJECTED: no(400, "global", "Les offres refusées ne sont pas modifiables"),
  OFFER_NOT_DRAFT: no(400, "global", "Cette offre n'est plus un brouillon"),
  OFFER_WITHOUT_BOOKABLE_STOCK: { status: 400, body: { offer: "Cette offre n’a pas de stock réservable" } },
  OFFER_FIELD_INVALID: fieldOf,
  STOCKS_TOO_MANY: ({ max }) => no(400, "stocks", `Le nombre maximum de stocks par offre est de ${max}`),
  STOCK_FIELD_INVALID: fieldOf,
  PRICE_CATEGORY_NOT_FOUND: ({ priceCategoryId }) =>
    no(400, "price_category_id", `Le tarif avec l'id ${priceCategoryId} n'existe pas`),
  PRICE_CATEGORY_FIELD_INVALID: fieldOf,

  VENUE_NOT_FOUND: nothing,
  OFFERER_NOT_FOUND: nothing,
  OFFERER_ALREADY_VALIDATED: no(400, "global", "Cette structure est déjà validée"),
  USER_NOT_FOUND: nothing,
  ROLE_NOT_ALLOWED: no(400, "roles", "Ce rôle n'est pas possible pour ce compte"),
  ALREADY_CLAIMED: no(400, "global", "Cette valeur est déjà utilisée"),
  PROVIDER_NOT_FOUND: nothing,
  SESSION_CLOSED: no(401, "global", "Authentification nécessaire"),

  // A venue books nothing and grants nothing: these are there so that no code goes without an answer.
  STOCK_NOT_FOUND: nothing,
  OFFER_CATEGORY_NOT_BOOKABLE_BY_USER: no(400, "offerCategory", "Cette catégorie n'est pas ouverte à ce jeune"),
  CANNOT_BOOK_FREE_OFFERS: no(400, "cannotBookFreeOffers", "Ce compte ne peut pas réserver d'offre gratuite"),
  ALREADY_BOOKED: no(400, "offerId", "Cette offre est déjà réservée"),
  QUANTITY_NOT_ALLOWED: no(400, "quantity", "Cette quantité n'est pas possible"),
  STOCK_NOT_BOOKABLE: no(400, "stock", "Ce stock n'est pas réservable"),
  INSUFFICIENT_CREDIT: no(400, "insufficientFunds", "Le crédit n'est pas suffisant"),
  DEPOSIT_TYPE_ALREADY_GRANTED: no(400, "global", "Ce crédit a déjà été accordé"),
  DEPOSIT_ALREADY_ACTIVE: no(400, "global", "Un crédit est déjà en cours"),
};

/** An event's countermark that comes too early is told when it will be in time. */
export const notYet = (sentence: string): Answer => no(403, "booking", sentence);

/** Where taking a validation back is answered otherwise (bookings-and-stocks.md, section 8.3). */
export const keepAnswers = {
  BOOKING_CANCELLED: no(410, "booking", "Cette réservation a été annulée"),
  BOOKING_REIMBURSED: no(410, "payment", "Le remboursement est en cours de traitement"),
} satisfies Partial<RefusalTable>;
