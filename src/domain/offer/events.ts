import { z } from "zod";
import { type EventOf, event } from "#domain/shared/event.js";
import { cents, id, instant } from "#domain/shared/values.js";
import { accessibility } from "#domain/venue/events.js";

/** offers.md, section 3. */
export const offerValidation = z.enum(["DRAFT", "PENDING", "APPROVED", "REJECTED"]);
export type OfferValidation = z.infer<typeof offerValidation>;

export const withdrawalType = z.enum(["by_email", "in_app", "no_ticket", "on_site"]);

/** One of the prices of an event: "Plein tarif", 12 €. */
export const priceCategory = z.object({ priceCategoryId: id, label: z.string().min(1).max(50), priceCents: cents });
export type PriceCategory = z.infer<typeof priceCategory>;

/** A bookable lot as its offer planned it; the seats themselves are counted in `stock-<id>`. */
export const plannedStock = z.object({
  stockId: id,
  priceCents: cents,
  priceCategoryId: id.nullable(),
  priceCategoryLabel: z.string().nullable(),
  /** All that can ever be sold; null is unlimited. */
  quantity: z.int().min(0).max(1_000_000).nullable(),
  beginningDatetime: instant.nullable(),
  bookingLimitDatetime: instant.nullable(),
});
export type PlannedStock = z.infer<typeof plannedStock>;

// Storage format: what stands here is in the log for ever.
export const offerEvents = {
  /** Every offer begins as a draft. */
  OfferCreated: event(
    z.object({
      offerId: id,
      venueId: id,
      offererId: id,
      name: z.string(),
      subcategoryId: z.string(),
      description: z.string().nullable(),
      durationMinutes: z.int().positive().nullable(),
      ean: z.string().nullable(),
      /** Only keys that the subcategory knows (offers.md, section 5); `ean` stands in its own field. */
      extraData: z.record(z.string(), z.unknown()),
      url: z.string().nullable(),
      externalTicketOfficeUrl: z.string().nullable(),
      bookingContact: z.string().nullable(),
      bookingEmail: z.string().nullable(),
      withdrawalType: withdrawalType.nullable(),
      /** Seconds. */
      withdrawalDelay: z.int().min(0).nullable(),
      withdrawalDetails: z.string().nullable(),
      isDuo: z.boolean(),
      isNational: z.boolean(),
      accessibility,
      createdAt: instant,
    }),
  ),
  /** The list of prices of an event offer, as it stands from now on. */
  OfferPricesSet: event(z.object({ offerId: id, priceCategories: z.array(priceCategory).max(50) })),
  /** Bookable lots were added; a process opens `stock-<id>` for each. At most 250 an event, so that it stays small. */
  OfferStocksPlanned: event(z.object({ offerId: id, stocks: z.array(plannedStock).min(1).max(250) })),
  OfferPublished: event(
    z.object({
      offerId: id,
      validation: offerValidation,
      publicationDatetime: instant,
      bookingAllowedDatetime: instant.nullable(),
      /** Reference of the price-limitation rule: the dearest stock of a thing, else null. */
      lastValidationPriceCents: cents.nullable(),
      publishedAt: instant,
    }),
  ),
};
export type OfferEvent = EventOf<typeof offerEvents>;
