import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import { fieldInvalid } from "#domain/offer/new-offer.js";
import type { KnownOffer, PublishedOffer } from "#domain/offer/state.js";
import { Refusal } from "#domain/shared/refusal.js";
import type { Instant } from "#domain/shared/values.js";

interface Publication {
  readonly publicationDatetime: Instant | null;
  readonly bookingAllowedDatetime: Instant | null;
  readonly hasBookableStock: boolean;
  readonly at: Instant;
}

const twoYears = 2 * 365.25 * 24 * 3_600_000;
const toTheMinute = (at: Instant): Instant => `${at.slice(0, 16)}:00.000Z`;

/**
 * The publication of an offer (offers.md, section 8), or undefined where it stands published so already. No rule of the
 * automatic evaluation exists yet, and an offer that no rule flags is approved (section 3).
 */
export const publicationOf = (offer: KnownOffer, wanted: Publication): PublishedOffer | undefined => {
  if (!wanted.hasBookableStock) throw new Refusal("OFFER_WITHOUT_BOOKABLE_STOCK", { offerId: offer.offerId });
  const { publicationDatetime, bookingAllowedDatetime, at } = wanted;
  if (publicationDatetime !== null && Date.parse(publicationDatetime) - Date.parse(at) > twoYears)
    throw fieldInvalid("publication_date", "more than two years ahead");
  const date = publicationDatetime === null ? null : toTheMinute(publicationDatetime);
  const isOut = offer.publicationDatetime !== null && offer.publicationDatetime <= at;
  const isSameDate = date === null ? isOut : date === offer.publicationDatetime;
  if (offer.validation === "APPROVED" && isSameDate && bookingAllowedDatetime === offer.bookingAllowedDatetime)
    return undefined;
  const isEvent = subcategoryOf(offer.subcategoryId).isEvent;
  return {
    offerId: offer.offerId,
    validation: "APPROVED",
    publicationDatetime: date ?? at,
    bookingAllowedDatetime,
    lastValidationPriceCents: isEvent ? null : Math.max(...offer.stocks.map((stock) => stock.priceCents)),
    publishedAt: at,
  };
};
