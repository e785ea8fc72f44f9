import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { today } from "#tests/http/support/dependencies.js";
import { type House, openHouse } from "#tests/http/support/house.js";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(() => house.moveTo(today));
afterAll(() => house.stop());

const offer = async (offerId: number) => {
  await house.shown();
  return house.server.inject(`/native/v1/offer/${offerId}`);
};

describe("GET /native/v1/offer/{id}", () => {
  it("shows an event with its dates, in cents, and until when it could be cancelled if booked now", async () => {
    const { offerId, venueId } = await house.factories.eventOffers.create({
      name: "Le Cercle rouge",
      priceCategories: [
        { label: "Plein tarif", priceCents: 900 },
        { label: "Réduit", priceCents: 500 },
      ],
      stocks: [
        { beginningDatetime: "2026-12-24T19:30:00.000Z", quantity: 100 },
        { beginningDatetime: "2026-11-24T19:30:00.000Z", priceLabel: "Réduit", quantity: null },
      ],
    });
    const answer = await offer(offerId);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json()).toMatchObject({
      id: offerId,
      name: "Le Cercle rouge",
      subcategoryId: "SEANCE_CINE",
      isEvent: true,
      isDigital: false,
      isReleased: true,
      isSoldOut: false,
      isExpired: false,
      isForbiddenToUnderage: false,
      expenseDomains: ["all"],
      images: null,
      venue: { id: venueId, timezone: "Europe/Paris", offerer: { name: expect.any(String) } },
      address: { city: expect.any(String), coordinates: { latitude: expect.any(Number) } },
      metadata: {
        "@type": "Event",
        offers: { lowPrice: "5.00", highPrice: "9.00" },
        startDate: "2026-11-24T19:30:00Z",
      },
    });
    expect(answer.json().stocks).toMatchObject([
      {
        price: 900,
        priceCategoryLabel: "Plein tarif",
        beginningDatetime: "2026-12-24T19:30:00Z",
        cancellationLimitDatetime: "2026-11-24T12:00:00Z",
        remainingQuantity: 100,
        isBookable: true,
      },
      { price: 500, remainingQuantity: null, cancellationLimitDatetime: "2026-11-22T19:30:00Z" },
    ]);
  });

  it("counts what is booked, and is sold out without a seat left", async () => {
    const { stocks, offerId } = await house.factories.thingOffers.create({ stocks: [{ quantity: 1 }] });
    await house.factories.bookings.create({ stockId: stocks[0]?.stockId });
    const answer = (await offer(offerId)).json();
    expect(answer).toMatchObject({ isSoldOut: true, isEvent: false, extraData: { ean: expect.any(String) } });
    expect(answer.stocks).toMatchObject([
      { remainingQuantity: 0, isSoldOut: true, isBookable: false, cancellationLimitDatetime: null },
    ]);
  });

  it("says when everything of it is over", async () => {
    const { offerId } = await house.factories.eventOffers.create({
      stocks: [{ beginningDatetime: "2026-12-01T20:00:00.000Z" }],
    });
    await house.shown();
    house.moveTo("2026-12-01T20:00:00.000Z");
    const answer = (await offer(offerId)).json();
    expect(answer).toMatchObject({ isExpired: true, isSoldOut: true });
    expect(answer.stocks).toMatchObject([{ isExpired: true, isBookable: false }]);
  });

  it("keeps adults' offers from minors, and counts a digital one against its cap", async () => {
    const { offerId } = await house.factories.offers.create({
      subcategoryId: "ABO_JEU_VIDEO",
      stocks: [{ priceCents: 100 }],
    });
    expect((await offer(offerId)).json()).toMatchObject({
      isForbiddenToUnderage: true,
      isDigital: true,
      expenseDomains: ["all", "digital"],
    });
  });

  it("shows an offer that is to come, as not released", async () => {
    const { offerId } = await house.factories.offers.create({ publicationDatetime: "2026-12-01T08:00:00.000Z" });
    const answer = (await offer(offerId)).json();
    expect(answer).toMatchObject({ isReleased: false });
    expect(answer.stocks).toMatchObject([{ isBookable: false }]);
  });

  it("replaces the codes of a show by their labels", async () => {
    const { offerId } = await house.factories.offers.create({ subcategoryId: "SPECTACLE_REPRESENTATION" });
    expect((await offer(offerId)).json().extraData).toMatchObject({
      showType: "Arts de la rue",
      showSubType: "Carnaval",
    });
  });

  it("knows neither drafts nor what is not there", async () => {
    const { offerId } = await house.factories.offers.create({ isDraft: true });
    for (const id of [offerId, 999_999]) {
      const answer = await offer(id);
      expect([answer.statusCode, answer.json()]).toEqual([404, {}]);
    }
  });
});
