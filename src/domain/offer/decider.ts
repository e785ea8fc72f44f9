import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import { type OfferEvent, offerEvents, type PriceCategory } from "#domain/offer/events.js";
import { checkNewOffer } from "#domain/offer/new-offer.js";
import { publicationOf } from "#domain/offer/publication.js";
import type { CreatedOffer, KnownOffer, Offer, PublishedOffer } from "#domain/offer/state.js";
import { checkPrices, checkStocks, type WantedStock } from "#domain/offer/stock-rules.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import { Refusal } from "#domain/shared/refusal.js";
import type { Instant } from "#domain/shared/values.js";

export type OfferCommand =
  | { readonly type: "CreateOffer"; readonly data: CreatedOffer }
  | { readonly type: "SetOfferPrices"; readonly data: { readonly priceCategories: readonly PriceCategory[] } }
  | { readonly type: "PlanStocks"; readonly data: { readonly stocks: readonly WantedStock[] } }
  | {
      readonly type: "PublishOffer";
      readonly data: {
        readonly publicationDatetime: Instant | null;
        readonly bookingAllowedDatetime: Instant | null;
        /** Whether a stock can be booked as far as the stocks tell: the offer's own state does not count. */
        readonly hasBookableStock: boolean;
        readonly at: Instant;
      };
    };

/** Stocks that one OfferStocksPlanned holds at most. */
const stocksPerEvent = 250;

const decide = (command: OfferCommand, offer: Offer): readonly OfferEvent[] => {
  if (command.type === "CreateOffer") {
    if (offer.status === "known") return [];
    checkNewOffer(command.data);
    return [{ type: "OfferCreated", data: command.data }];
  }
  if (offer.status === "absent") throw new Refusal("OFFER_NOT_FOUND");
  if (offer.validation === "REJECTED") throw new Refusal("OFFER_REJECTED", { offerId: offer.offerId });
  switch (command.type) {
    case "SetOfferPrices": {
      const { priceCategories } = command.data;
      checkPrices(offer, priceCategories);
      const isSame = JSON.stringify(priceCategories) === JSON.stringify(offer.priceCategories);
      return isSame
        ? []
        : [{ type: "OfferPricesSet", data: { offerId: offer.offerId, priceCategories: [...priceCategories] } }];
    }
    case "PlanStocks": {
      const planned = checkStocks(offer, command.data.stocks);
      return chunks(planned, stocksPerEvent).map((stocks) => ({
        type: "OfferStocksPlanned",
        data: { offerId: offer.offerId, stocks },
      }));
    }
    case "PublishOffer": {
      const published = publicationOf(offer, command.data);
      return published === undefined ? [] : [{ type: "OfferPublished", data: published }];
    }
  }
};

const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));

const evolve = (offer: Offer, event: OfferEvent): Offer => {
  if (event.type === "OfferCreated")
    return {
      status: "known",
      ...event.data,
      validation: "DRAFT",
      publicationDatetime: null,
      bookingAllowedDatetime: null,
      priceCategories: [],
      stocks: [],
    };
  if (offer.status === "absent") throw new Error(`${event.type} of an offer that was never created`);
  switch (event.type) {
    case "OfferPricesSet":
      return { ...offer, priceCategories: event.data.priceCategories };
    case "OfferStocksPlanned":
      return { ...offer, stocks: [...offer.stocks, ...event.data.stocks] };
    case "OfferPublished":
      return { ...offer, ...withoutDetails(event.data) };
  }
};

const withoutDetails = ({ validation, publicationDatetime, bookingAllowedDatetime }: PublishedOffer) => ({
  validation,
  publicationDatetime,
  bookingAllowedDatetime,
});

/** Approved and published by now; the offerer's side of "released" is the offerer's to tell (offers.md, section 2). */
export const isPublished = (offer: KnownOffer, at: Instant): boolean =>
  offer.validation === "APPROVED" && offer.publicationDatetime !== null && offer.publicationDatetime <= at;

/** Which caps a booking of the offer counts against (users-and-wallet.md, section 10.1). */
export const domainsOf = (
  offer: Pick<KnownOffer, "subcategoryId" | "url">,
): { readonly isDigital: boolean; readonly isPhysical: boolean } => {
  const { isDigitalDeposit, isPhysicalDeposit } = subcategoryOf(offer.subcategoryId);
  return { isDigital: offer.url !== null && isDigitalDeposit, isPhysical: offer.url === null && isPhysicalDeposit };
};

export const offer: Aggregate<Offer, OfferCommand, OfferEvent> = {
  category: "offer",
  events: offerEvents,
  initial: { status: "absent" },
  decide,
  evolve,
};
