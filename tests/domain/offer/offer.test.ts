import { describe, expect, it } from "vitest";
import { domainsOf, isPublished, type OfferCommand, offer } from "#domain/offer/decider.js";
import type { OfferEvent, PriceCategory } from "#domain/offer/events.js";
import { keptExtraData } from "#domain/offer/new-offer.js";
import type { CreatedOffer, KnownOffer } from "#domain/offer/state.js";
import type { WantedStock } from "#domain/offer/stock-rules.js";
import { at, offerCreated } from "#tests/support/facts.js";
import { specification } from "#tests/support/specification.js";

const given = specification(offer);
const created = offerCreated().data as CreatedOffer;
const book = offerCreated({ subcategoryId: "LIVRE_PAPIER", isDuo: false, extraData: {} });

const create = (changes: Partial<CreatedOffer> = {}): OfferCommand => ({
  type: "CreateOffer",
  data: { ...created, ...changes },
});
const full: PriceCategory = { priceCategoryId: 21, label: "Plein tarif", priceCents: 1_200 };
const reduced: PriceCategory = { priceCategoryId: 22, label: "Tarif réduit", priceCents: 800 };
const setPrices = (...priceCategories: PriceCategory[]): OfferCommand => ({
  type: "SetOfferPrices",
  data: { priceCategories },
});
const pricesSet = (...priceCategories: PriceCategory[]): OfferEvent => ({
  type: "OfferPricesSet",
  data: { offerId: 7, priceCategories },
});
const date = (changes: Partial<WantedStock> = {}): WantedStock => ({
  stockId: 77,
  priceCategoryId: 21,
  priceCents: null,
  quantity: 10,
  beginningDatetime: "2026-04-01T18:00:00.000Z",
  bookingLimitDatetime: "2026-04-01T17:00:00.000Z",
  ...changes,
});
const thing = (changes: Partial<WantedStock> = {}): WantedStock =>
  date({ priceCategoryId: null, priceCents: 1_590, beginningDatetime: null, bookingLimitDatetime: null, ...changes });
const plan = (...stocks: WantedStock[]): OfferCommand => ({ type: "PlanStocks", data: { stocks } });
const planned = (wanted: WantedStock, price: PriceCategory | null = full): OfferEvent => ({
  type: "OfferStocksPlanned",
  data: {
    offerId: 7,
    stocks: [
      { ...wanted, priceCents: price?.priceCents ?? wanted.priceCents ?? 0, priceCategoryLabel: price?.label ?? null },
    ],
  },
});
type Publication = Extract<OfferCommand, { type: "PublishOffer" }>["data"];
const publish = (changes: Partial<Publication> = {}): OfferCommand => ({
  type: "PublishOffer",
  data: { publicationDatetime: null, bookingAllowedDatetime: null, hasBookableStock: true, at, ...changes },
});
const published = (changes: Partial<Extract<OfferEvent, { type: "OfferPublished" }>["data"]> = {}): OfferEvent => ({
  type: "OfferPublished",
  data: {
    offerId: 7,
    validation: "APPROVED",
    publicationDatetime: at,
    bookingAllowedDatetime: null,
    lastValidationPriceCents: null,
    publishedAt: at,
    ...changes,
  },
});
const rejected = published({ validation: "REJECTED" });

describe("creating an offer", () => {
  it("drafts it", () => given().when(create()).then(offerCreated()));
  it("stays quiet when it is there", () => given(offerCreated()).when(create()).thenNothing());
  it.each([
    ["an unknown subcategory", { subcategoryId: "NONSENSE" }, "subcategory"],
    ["a subcategory that nobody may choose", { subcategoryId: "ACTIVATION_EVENT" }, "subcategory"],
    [
      "a show without its type",
      { subcategoryId: "SPECTACLE_REPRESENTATION", extraData: { showSubType: "101" } },
      "showType",
    ],
    ["an EAN that is none", { subcategoryId: "LIVRE_PAPIER", isDuo: false, ean: "123" }, "ean"],
    ["a duo of what cannot be one", { subcategoryId: "LIVRE_PAPIER" }, "enableDoubleBookings"],
    ["an EAN in the name", { name: "Livre 9782070360024" }, "name"],
    ["a whole day and more", { durationMinutes: 24 * 60 }, "durationMinutes"],
  ] as const)("refuses %s, and names the field", (_, changes, field) =>
    given().when(create(changes)).thenRefused("OFFER_FIELD_INVALID", { field }),
  );
  it("keeps the extra data that the subcategory knows", () =>
    expect(keptExtraData("CONFERENCE", { speaker: "Jeanne", visa: "1", ean: "9782070360024" })).toEqual({
      speaker: "Jeanne",
    }));
});

describe("setting the prices of an event", () => {
  it("sets them", () => given(offerCreated()).when(setPrices(full, reduced)).then(pricesSet(full, reduced)));
  it("stays quiet when they are so", () => given(offerCreated(), pricesSet(full)).when(setPrices(full)).thenNothing());
  it("refuses two alike, one above 300 €, and a 51st", () => {
    const alike = { ...full, priceCategoryId: 22 };
    given(offerCreated())
      .when(setPrices(full, alike))
      .thenRefused("PRICE_CATEGORY_FIELD_INVALID", { field: "priceCategories" });
    given(offerCreated())
      .when(setPrices({ ...full, priceCents: 300_00 }))
      .then(pricesSet({ ...full, priceCents: 300_00 }));
    given(offerCreated())
      .when(setPrices({ ...full, priceCents: 300_01 }))
      .thenRefused("PRICE_CATEGORY_FIELD_INVALID");
    const many = Array.from({ length: 51 }, (_, index) => ({
      priceCategoryId: index + 1,
      label: `Tarif ${index}`,
      priceCents: index,
    }));
    given(offerCreated())
      .when(setPrices(...many))
      .thenRefused("PRICE_CATEGORY_FIELD_INVALID");
  });
  it("takes one away from a draft only, and only while no date uses it", () => {
    given(offerCreated(), pricesSet(full, reduced)).when(setPrices(full)).then(pricesSet(full));
    given(offerCreated(), pricesSet(full, reduced), planned(date()), published())
      .when(setPrices(full))
      .thenRefused("PRICE_CATEGORY_FIELD_INVALID", { field: "global" });
    given(offerCreated(), pricesSet(full, reduced), planned(date()))
      .when(setPrices(reduced))
      .thenRefused("PRICE_CATEGORY_FIELD_INVALID", { field: "global" });
  });
  it("is refused of an offer that is rejected, or not there", () => {
    given(offerCreated(), rejected).when(setPrices(full)).thenRefused("OFFER_REJECTED", { offerId: 7 });
    given().when(setPrices(full)).thenRefused("OFFER_NOT_FOUND");
  });
});

describe("planning dates of an event", () => {
  const priced = [offerCreated(), pricesSet(full, reduced)];
  it("plans them at the price of their category", () =>
    given(...priced)
      .when(plan(date()))
      .then(planned(date())));
  it("stays quiet for a date that is there, by its id or by its hour and price", () => {
    given(...priced, planned(date()))
      .when(plan(date()))
      .thenNothing();
    given(...priced, planned(date()))
      .when(plan(date({ stockId: 78 })))
      .thenNothing();
    given(...priced, planned(date()))
      .when(plan(date({ stockId: 78, priceCategoryId: 22 })))
      .then(planned(date({ stockId: 78, priceCategoryId: 22 }), reduced));
  });
  it.each([
    ["without a beginning", { beginningDatetime: null }, "beginningDatetime"],
    ["without a booking limit", { bookingLimitDatetime: null }, "bookingLimitDatetime"],
    ["whose booking limit is after the beginning", { bookingLimitDatetime: "2026-04-01T18:00:00.001Z" }, "stocks"],
  ])("refuses one %s", (_, changes, field) =>
    given(...priced)
      .when(plan(date(changes)))
      .thenRefused("STOCK_FIELD_INVALID", { field }),
  );
  it("takes a booking limit at the very beginning", () => {
    const wanted = date({ bookingLimitDatetime: "2026-04-01T18:00:00.000Z" });
    given(...priced)
      .when(plan(wanted))
      .then(planned(wanted));
  });
  it("refuses a price that the offer has not", () =>
    given(...priced)
      .when(plan(date({ priceCategoryId: 23 })))
      .thenRefused("PRICE_CATEGORY_NOT_FOUND", { priceCategoryId: 23 }));
  it("refuses all when one is wrong", () =>
    given(...priced)
      .when(plan(date(), date({ stockId: 78, beginningDatetime: null })))
      .thenRefused("STOCK_FIELD_INVALID"));
  it("refuses a booking limit before the offer is out", () => {
    const out = published({ publicationDatetime: "2026-04-01T17:30:00.000Z" });
    given(...priced, out)
      .when(plan(date()))
      .thenRefused("STOCK_FIELD_INVALID", { field: "bookingLimitDatetime" });
    const opensLater = published({ bookingAllowedDatetime: "2026-04-01T17:30:00.000Z" });
    given(...priced, opensLater)
      .when(plan(date()))
      .thenRefused("STOCK_FIELD_INVALID", { field: "bookingLimitDatetime" });
  });
  it("writes many in events of 250, and refuses more than 2500 in all", () => {
    const days = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        date({
          stockId: index + 1,
          beginningDatetime: new Date(Date.parse("2026-04-01T18:00:00.000Z") + index * 60_000).toISOString(),
        }),
      );
    const { state } = given(...priced);
    expect(offer.decide(plan(...days(2_500)), state).map(({ type }) => type)).toEqual(
      Array(10).fill("OfferStocksPlanned"),
    );
    given(...priced)
      .when(plan(...days(2_501)))
      .thenRefused("STOCKS_TOO_MANY", { max: 2_500 });
  });
});

describe("planning the stock of a thing", () => {
  it("plans it at a price of its own", () => given(book).when(plan(thing())).then(planned(thing(), null)));
  it.each([
    ["with a beginning", { beginningDatetime: "2026-04-01T18:00:00.000Z" }, "global"],
    ["without a price", { priceCents: null }, "price"],
    ["with the price of an event", { priceCategoryId: 21 }, "price"],
    ["above 300 €", { priceCents: 300_01 }, "price300"],
  ])("refuses one %s", (_, changes, field) =>
    given(book)
      .when(plan(thing(changes)))
      .thenRefused("STOCK_FIELD_INVALID", { field }),
  );
});

describe("publishing an offer", () => {
  it("puts it out now", () => given(offerCreated()).when(publish()).then(published()));
  it("puts it out at a date, to the minute", () =>
    given(offerCreated())
      .when(publish({ publicationDatetime: "2026-03-09T08:30:59.999Z" }))
      .then(published({ publicationDatetime: "2026-03-09T08:30:00.000Z" })));
  it("remembers the dearest price of a thing, as the measure of later ones", () =>
    given(book, planned(thing(), null), planned(thing({ stockId: 78, priceCents: 900 }), null))
      .when(publish())
      .then(published({ lastValidationPriceCents: 1_590 })));
  it("stays quiet when it is out, and when it is to come out at that date", () => {
    given(offerCreated(), published())
      .when(publish({ at: "2026-03-02T10:00:00.000Z" }))
      .thenNothing();
    const later = "2026-03-09T08:30:00.000Z";
    given(offerCreated(), published({ publicationDatetime: later }))
      .when(publish({ publicationDatetime: later }))
      .thenNothing();
  });
  it("brings forward what was to come out later", () =>
    given(offerCreated(), published({ publicationDatetime: "2026-03-09T08:30:00.000Z" }))
      .when(publish())
      .then(published()));
  it("refuses what nobody could book", () =>
    given(offerCreated())
      .when(publish({ hasBookableStock: false }))
      .thenRefused("OFFER_WITHOUT_BOOKABLE_STOCK", { offerId: 7 }));
  it("refuses a date more than two years ahead", () =>
    given(offerCreated())
      .when(publish({ publicationDatetime: "2028-03-05T10:00:00.000Z" }))
      .thenRefused("OFFER_FIELD_INVALID", { field: "publication_date" }));
  it("refuses an offer that was rejected", () =>
    given(offerCreated(), rejected).when(publish()).thenRefused("OFFER_REJECTED"));
});

describe("what an offer tells", () => {
  const known = (...events: readonly OfferEvent[]) => given(offerCreated(), ...events).state as KnownOffer;
  it("is whether it is out, from the very instant on", () => {
    expect(isPublished(known(), at)).toBe(false);
    expect(isPublished(known(published()), at)).toBe(true);
    expect(isPublished(known(published({ publicationDatetime: "2026-03-01T10:00:00.001Z" })), at)).toBe(false);
    expect(isPublished(known(published({ validation: "PENDING" })), at)).toBe(false);
  });
  it.each([
    ["VOD", "http://example.com", { isDigital: true, isPhysical: false }],
    ["LIVRE_PAPIER", null, { isDigital: false, isPhysical: true }],
    ["CONCERT", null, { isDigital: false, isPhysical: false }],
    ["LIVRE_PAPIER", "http://example.com", { isDigital: false, isPhysical: false }],
  ])("is which cap it counts against: %s at %s", (subcategoryId, url, domains) =>
    expect(domainsOf({ subcategoryId, url })).toEqual(domains),
  );
});
