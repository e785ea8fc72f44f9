import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CommandDefinition } from "#application/command.js";
import { useBooking } from "#commands/booking/use-booking.js";
import { planStocks } from "#commands/offer/plan-stocks.js";
import { publishOffer } from "#commands/offer/publish-offer.js";
import { setOfferPrices } from "#commands/offer/set-offer-prices.js";
import { booking } from "#domain/booking/decider.js";
import { offer } from "#domain/offer/decider.js";
import { stock } from "#domain/stock/decider.js";
import { book, cancel, world } from "#tests/support/booking-world.js";
import { faultAt, unreliable } from "#tests/support/unreliable-event-store.js";
import type { TestWriteSide } from "#tests/support/write-side.js";

const issue = <Input, Result>(side: TestWriteSide, command: CommandDefinition<Input, Result>, input: Input) => {
  const commandId = randomUUID();
  return side.issue(command, input, { commandId, correlationId: commandId, actor: { kind: "system", id: "tests" } });
};
const publication = (offerId: number, publicationDatetime: string | null = null) => ({
  offerId,
  publicationDatetime,
  bookingAllowedDatetime: null,
});

/** What a process knows is trusted for a second: that second passes. */
const trustEnds = (): void => {
  vi.advanceTimersByTime(1_001);
};
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => vi.useRealTimers());

describe("planning stocks", () => {
  it("opens what a crash left planned and not opened, when the offer is touched again", async () => {
    const { side, factories, eventStore, process } = await world();
    const { offerId } = await factories.thingOffers.create({ isDraft: true, stocks: [] });
    const wanted = {
      stockId: 900,
      priceCategoryId: null,
      priceCents: 1_000,
      quantity: 3,
      beginningDatetime: null,
      bookingLimitDatetime: null,
    };
    const dying = unreliable(eventStore, faultAt("dies before", 1));
    void issue(await process(dying), planStocks, { offerId, stocks: [wanted] });
    await dying.death;
    expect(await side.load(offer, offerId, { fresh: true })).toMatchObject({ stocks: [{ stockId: 900 }] });
    expect(await side.load(stock, 900)).toEqual({ status: "absent" });

    await issue(await process(), publishOffer, publication(offerId));
    expect(await (await process()).load(stock, 900)).toMatchObject({ status: "open", quantity: 3 });
  });
  it("answers the stocks that are new", async () => {
    const { side, factories } = await world();
    const { offerId, stocks } = await factories.eventOffers.create({ isDraft: true });
    const [price] = (
      await issue(side, setOfferPrices, {
        offerId,
        prices: [{ priceCategoryId: null, label: "Tarif unique", priceCents: 10_10 }],
      })
    ).result.priceCategories;
    const date = {
      stockId: 900,
      priceCategoryId: price?.priceCategoryId ?? 0,
      priceCents: null,
      quantity: 3,
      beginningDatetime: "2026-05-01T18:00:00.000Z",
      bookingLimitDatetime: "2026-05-01T18:00:00.000Z",
    };
    expect((await issue(side, planStocks, { offerId, stocks: [date] })).result).toEqual({ stockIds: [900] });
    expect((await issue(side, planStocks, { offerId, stocks: [date] })).result).toEqual({ stockIds: [] });
    expect(stocks).toHaveLength(1);
  });
});

describe("setting prices", () => {
  it("finds the prices again that are there already", async () => {
    const { side, factories } = await world();
    const { offerId } = await factories.eventOffers.create({ isDraft: true, stocks: [] });
    const prices = ["Plein tarif", "Tarif réduit"].map((label, index) => ({
      priceCategoryId: null,
      label,
      priceCents: 1_000 - index,
    }));
    const first = await issue(side, setOfferPrices, { offerId, prices });
    const second = await issue(side, setOfferPrices, { offerId, prices });
    expect(second.result).toEqual(first.result);
    expect(second.receipts).toEqual([]);
  });
  it("refuses the id of another offer's price", async () => {
    const { side, factories } = await world();
    const { offerId } = await factories.eventOffers.create({ isDraft: true });
    const prices = [{ priceCategoryId: 999, label: "Plein tarif", priceCents: 1_000 }];
    await expect(issue(side, setOfferPrices, { offerId, prices })).rejects.toMatchObject({
      code: "PRICE_CATEGORY_NOT_FOUND",
    });
  });
});

describe("publishing an offer", () => {
  it("puts an article out once in a venue", async () => {
    const { side, factories } = await world();
    const ean = { extraData: { ean: "9782070360024" } };
    const { venueId } = await factories.thingOffers.create(ean);
    const { offerId } = await factories.thingOffers.create({ ...ean, venueId, isDraft: true });
    await expect(issue(side, publishOffer, publication(offerId))).rejects.toMatchObject({
      code: "OFFER_FIELD_INVALID",
      facts: { field: "ean" },
    });
    await factories.thingOffers.create(ean); // in another venue
  });
  it("leaves the article to others where the offer itself cannot be published", async () => {
    const { side, factories } = await world();
    const ean = { extraData: { ean: "9782070360024" } };
    const { venueId, offerId } = await factories.thingOffers.create({ ...ean, isDraft: true });
    await expect(issue(side, publishOffer, publication(offerId, "2029-01-01T00:00:00.000Z"))).rejects.toMatchObject({
      facts: { field: "publication_date" },
    });
    await factories.thingOffers.create({ ...ean, venueId });
  });
  it("refuses an offer that has nothing to book", async () => {
    const { side, factories } = await world();
    const { offerId } = await factories.thingOffers.create({ isDraft: true, stocks: [] });
    await expect(issue(side, publishOffer, publication(offerId))).rejects.toMatchObject({
      code: "OFFER_WITHOUT_BOOKABLE_STOCK",
    });
  });
  it("sees the seats that came back in another process", async () => {
    const { factories, process, side } = await world();
    const { stockId, offerId } = await factories.stocks.create({ quantity: 1 });
    const { userId } = await factories.beneficiaries.create();
    const wish = { bookingId: 900, userId, stockId, quantity: 1 };
    const [here, there] = [await process(), await process()];
    await book(here, wish); // here the stock is sold out
    await cancel(there, wish);
    trustEnds();
    await issue(here, publishOffer, publication(offerId, "2026-03-05T10:00:00.000Z"));
    expect(await side.load(offer, offerId, { fresh: true })).toMatchObject({
      publicationDatetime: "2026-03-05T10:00:00.000Z",
    });
  });
});

describe("using a booking", () => {
  it("finds one that another process confirmed after this one had looked in vain", async () => {
    const { factories, process, side } = await world();
    const here = await process();
    await expect(issue(here, useBooking, { bookingId: 900 })).rejects.toMatchObject({ code: "BOOKING_NOT_FOUND" });
    await factories.bookings.create({ id: 900 });
    trustEnds();
    await issue(here, useBooking, { bookingId: 900 });
    expect(await side.load(booking, 900, { fresh: true })).toMatchObject({ status: "USED" });
  });
});
