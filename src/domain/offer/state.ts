import type { z } from "zod";
import type { OfferValidation, offerEvents, PlannedStock, PriceCategory } from "#domain/offer/events.js";
import type { Instant } from "#domain/shared/values.js";

export type CreatedOffer = z.infer<(typeof offerEvents)["OfferCreated"]["data"]>;
export type PublishedOffer = z.infer<(typeof offerEvents)["OfferPublished"]["data"]>;

export type Offer = { readonly status: "absent" } | KnownOffer;
/** What a venue offers, its prices and the bookable lots that it planned. */
export interface KnownOffer extends CreatedOffer {
  readonly status: "known";
  readonly validation: OfferValidation;
  readonly publicationDatetime: Instant | null;
  readonly bookingAllowedDatetime: Instant | null;
  readonly priceCategories: readonly PriceCategory[];
  readonly stocks: readonly PlannedStock[];
}
