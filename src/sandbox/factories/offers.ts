import { z } from "zod";
import { createOffer } from "#commands/offer/create-offer.js";
import { planStocks } from "#commands/offer/plan-stocks.js";
import { publishOffer } from "#commands/offer/publish-offer.js";
import { setOfferPrices } from "#commands/offer/set-offer-prices.js";
import { type Subcategory, subcategoryOf } from "#domain/catalogue/subcategories.js";
import type { PriceCategory } from "#domain/offer/events.js";
import { cents, id, instant } from "#domain/shared/values.js";
import { venue } from "#domain/venue/decider.js";
import { accessibility } from "#domain/venue/events.js";
import { bookEan } from "#sandbox/factories/check-digits.js";
import {
  asSystem,
  checkArguments,
  daysAfter,
  eitherOr,
  FactoryArgumentError,
  type SandboxTools,
} from "#sandbox/factories/define-factory.js";
import { venueArguments, type venueFactory } from "#sandbox/factories/venues.js";

export const stockFields = z
  .strictObject({
    id,
    /** Things only: an event's price is that of its price category. */
    priceCents: cents,
    /** Events only: the label of the price category; the first one by default. */
    priceLabel: z.string(),
    /** null is unlimited. */
    quantity: z.int().min(0).nullable(),
    beginningDatetime: instant,
    bookingLimitDatetime: instant.nullable(),
  })
  .partial();
export type StockFields = z.output<typeof stockFields>;

export const offerArguments = z
  .strictObject({
    id,
    name: z.string(),
    subcategoryId: z.string(),
    description: z.string().nullable(),
    durationMinutes: z.int().nullable(),
    extraData: z.record(z.string(), z.unknown()),
    accessibility,
    url: z.string().nullable(),
    bookingEmail: z.string().nullable(),
    /** Events only. */
    priceCategories: z.array(z.strictObject({ label: z.string(), priceCents: cents })),
    stocks: z.array(stockFields),
    publicationDatetime: instant.nullable(),
    bookingAllowedDatetime: instant.nullable(),
    /** true: it stays a draft. */
    isDraft: z.boolean(),
    venueId: id,
    venue: venueArguments,
  })
  .partial();
export type OfferArguments = z.input<typeof offerArguments>;

export interface MadeOffer {
  readonly offerId: number;
  readonly venueId: number;
  readonly offererId: number;
  readonly name: string;
  readonly stocks: readonly MadeStock[];
}

export interface MadeStock {
  readonly stockId: number;
  readonly offerId: number;
  readonly priceCents: number;
  readonly beginningDatetime: string | null;
}

const defaultPriceCents = 10_10;
const defaultQuantity = 1_000;
const hour = 1 / 24;

/** What a form of the pro portal would have asked for: `show…` are codes of categories.json. */
const requiredExtraData: Readonly<Record<string, string>> = { showType: "100", showSubType: "101" };

const extraDataOf = (
  { id: subcategoryId, conditionalFields }: Subcategory,
  offerId: number,
): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(requiredExtraData).filter(([field]) => field in conditionalFields)),
  ...(subcategoryId === "LIVRE_PAPIER" ? { author: "Jeanne Plume", ean: bookEan(offerId) } : {}),
});

/** A stock as PlanStocks takes it: with the price of its category, and for an event a date in 30 days, to be booked up to an hour before. */
export const plannedStock = (
  fields: StockFields,
  stockId: number,
  prices: readonly PriceCategory[] | null,
  at: string,
) => {
  const {
    priceCents = defaultPriceCents,
    priceLabel,
    quantity = defaultQuantity,
    bookingLimitDatetime: limit,
  } = fields;
  if (prices === null) {
    const bookingLimitDatetime = limit ?? null;
    return { stockId, priceCategoryId: null, priceCents, quantity, beginningDatetime: null, bookingLimitDatetime };
  }
  const price = priceLabel === undefined ? prices[0] : prices.find(({ label }) => label === priceLabel);
  if (price === undefined)
    throw new FactoryArgumentError(`stocks: priceLabel: the offer has no price category "${priceLabel ?? ""}"`);
  const beginningDatetime = fields.beginningDatetime ?? daysAfter(at, 30);
  const bookingLimitDatetime = limit ?? daysAfter(beginningDatetime, -hour);
  const { priceCategoryId } = price;
  return { stockId, priceCategoryId, priceCents: price.priceCents, quantity, beginningDatetime, bookingLimitDatetime };
};

type Venues = ReturnType<typeof venueFactory>;

/** Offers of venues, published with one stock. The subcategory tells a thing from an event and what it must say. */
export const offerFactories = ({ issue, load, ids, clock }: SandboxTools, venues: Venues) => {
  const ask = asSystem(issue);

  const planAll = async (offerId: number, wanted: readonly StockFields[], prices: readonly PriceCategory[] | null) => {
    const stocks: ReturnType<typeof plannedStock>[] = [];
    for (const fields of wanted)
      stocks.push(plannedStock(fields, fields.id ?? (await ids.next("stock")), prices, clock.now()));
    await ask(planStocks, { offerId, stocks });
    return stocks.map(({ stockId, priceCents, beginningDatetime }) => ({
      stockId,
      offerId,
      priceCents,
      beginningDatetime,
    }));
  };

  const create = async (factory: string, usual: OfferArguments, given: OfferArguments): Promise<MadeOffer> => {
    const args = checkArguments(factory, offerArguments, { ...usual, ...given });
    eitherOr(factory, "venue", args.venueId, args.venue);
    const venueId = args.venueId ?? (await venues.create(args.venue)).venueId;
    const offerId = args.id ?? (await ids.next("offer"));
    const name = args.name ?? `Offer ${offerId}`;
    const subcategory = subcategoryOf(args.subcategoryId ?? "SUPPORT_PHYSIQUE_FILM");
    const isOnline = subcategory.onlineOfflinePlatform === "ONLINE";
    await ask(createOffer, {
      offerId,
      venueId,
      name,
      subcategoryId: subcategory.id,
      description: args.description ?? null,
      durationMinutes: args.durationMinutes ?? null,
      extraData: { ...extraDataOf(subcategory, offerId), ...args.extraData },
      accessibility: args.accessibility ?? { audio: false, mental: false, motor: false, visual: false },
      url: args.url === undefined && isOnline ? `http://example.com/offer/${offerId}` : (args.url ?? null),
      bookingEmail: args.bookingEmail ?? null,
    });
    const prices = subcategory.isEvent ? await setPrices(offerId, args.priceCategories) : null;
    const stocks = await planAll(offerId, args.stocks ?? [{}], prices);
    const { publicationDatetime = null, bookingAllowedDatetime = null } = args;
    if (args.isDraft !== true) await ask(publishOffer, { offerId, publicationDatetime, bookingAllowedDatetime });
    const place = await load(venue, venueId);
    if (place.status === "absent") throw new Error(`Venue ${venueId} has an offer and does not exist`);
    return { offerId, venueId, offererId: place.offererId, name, stocks };
  };

  const setPrices = async (
    offerId: number,
    wanted: OfferArguments["priceCategories"] = [{ label: "Tarif unique", priceCents: defaultPriceCents }],
  ): Promise<readonly PriceCategory[]> => {
    const prices = wanted.map((one) => ({ ...one, priceCategoryId: null }));
    return (await ask(setOfferPrices, { offerId, prices })).priceCategories;
  };

  const factory = (name: string, usual: OfferArguments) => ({
    create: (args: OfferArguments = {}) => create(`${name}.create`, usual, args),
  });

  return {
    planAll,
    /** A thing, unless the subcategory says otherwise. */
    offers: factory("offers", {}),
    eventOffers: factory("eventOffers", { subcategoryId: "SEANCE_CINE" }),
    /** A book, with its EAN. */
    thingOffers: factory("thingOffers", { subcategoryId: "LIVRE_PAPIER" }),
    digitalOffers: factory("digitalOffers", { subcategoryId: "VOD" }),
  };
};
