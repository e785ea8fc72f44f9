import type { OfferEvent, PriceCategory } from "#domain/offer/events.js";
import { accessibilityColumns } from "#projections/accessibility.js";
import { defineProjector, defineTable, json, put, update } from "#projections/define.js";

export const offers = defineTable({
  name: "offers",
  version: 1,
  key: ["offerId"],
  columns: {
    offerId: "bigint",
    venueId: "bigint",
    offererId: "bigint",
    name: "text",
    subcategoryId: "text",
    description: "text?",
    durationMinutes: "bigint?",
    ean: "text?",
    extraData: json<Readonly<Record<string, unknown>>>(),
    url: "text?",
    externalTicketOfficeUrl: "text?",
    bookingContact: "text?",
    bookingEmail: "text?",
    withdrawalType: "text?",
    withdrawalDelaySeconds: "bigint?",
    withdrawalDetails: "text?",
    isDuo: "boolean",
    isNational: "boolean",
    audioDisabilityCompliant: "boolean?",
    mentalDisabilityCompliant: "boolean?",
    motorDisabilityCompliant: "boolean?",
    visualDisabilityCompliant: "boolean?",
    validation: "text",
    publicationDatetime: "timestamptz?",
    bookingAllowedDatetime: "timestamptz?",
    lastValidationPriceCents: "bigint?",
    finalizedAt: "timestamptz?",
    priceCategories: json<readonly PriceCategory[]>(),
    createdAt: "timestamptz",
  },
});

/** What is on offer, under which conditions? Its bookable lots are the read model `stocks`. */
export const offersProjector = defineProjector<OfferEvent>({
  name: "offers",
  version: 1,
  categories: ["offer"],
  tables: [offers],
  on: {
    OfferCreated: ({ data: { accessibility, withdrawalDelay, ...offer } }) =>
      put(offers, {
        ...offer,
        ...accessibilityColumns(accessibility),
        withdrawalDelaySeconds: withdrawalDelay,
        validation: "DRAFT",
        publicationDatetime: null,
        bookingAllowedDatetime: null,
        lastValidationPriceCents: null,
        finalizedAt: null,
        priceCategories: [],
      }),
    OfferPricesSet: ({ data }) => update(offers, data, { priceCategories: data.priceCategories }),
    OfferStocksPlanned: ({ data }) => update(offers, data, {}),
    OfferPublished: ({ data }) =>
      update(offers, data, ({ finalizedAt }) => ({
        validation: data.validation,
        publicationDatetime: data.publicationDatetime,
        bookingAllowedDatetime: data.bookingAllowedDatetime,
        lastValidationPriceCents: data.lastValidationPriceCents,
        finalizedAt: finalizedAt ?? data.publishedAt,
      })),
  },
});
