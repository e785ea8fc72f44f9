import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type House, openHouse } from "#tests/http/support/house.js";
import { type Browser, openVenue } from "#tests/http/support/portal.js";

let house: House;
let desk: Browser;
let neighbour: Browser;
let offerId: number;
let full: number;
let reduced: number;

const date = (day: number, priceCategoryId: number, more: object = {}) => ({
  beginningDatetime: `2026-12-${day}T20:00:00+01:00`,
  bookingLimitDatetime: `2026-12-${day}T12:00:00+01:00`,
  priceCategoryId,
  ...more,
});
const plan = (stocks: readonly object[]) => desk.send("POST", "/stocks/bulk", { offerId, stocks });

beforeAll(async () => {
  house = await openHouse({ bodyLimitBytes: 1_000_000 });
  const opened = await openVenue(house);
  desk = opened.desk;
  ({ desk: neighbour } = await openVenue(house));
  const created = await desk.send("POST", "/offers", {
    name: "Séance",
    venueId: opened.venueId,
    subcategoryId: "SEANCE_CINE",
    audioDisabilityCompliant: true,
    mentalDisabilityCompliant: true,
    motorDisabilityCompliant: true,
    visualDisabilityCompliant: true,
  });
  offerId = created.json().id;
  const priced = await desk.send("PUT", `/offers/${offerId}/price_categories`, {
    priceCategories: [
      { label: "Plein tarif", price: 12.5 },
      { label: "Tarif réduit", price: 8 },
    ],
  });
  [full, reduced] = priced.json().priceCategories.map(({ id }: { id: number }) => id);
});
afterAll(() => house.stop());

describe("adding dates to an event", () => {
  it("answers the first page with what was added", async () => {
    const response = await plan([date(12, full, { quantity: 10 }), date(13, reduced, { quantity: null })]);
    expect(response.statusCode).toBe(201);
    expect(response.json()).toEqual({
      stocks: [
        {
          id: expect.any(Number),
          price: 12.5,
          priceCategoryId: full,
          quantity: 10,
          remainingQuantity: 10,
          bookingsQuantity: 0,
          beginningDatetime: "2026-12-12T19:00:00Z",
          bookingLimitDatetime: "2026-12-12T11:00:00Z",
          isEventDeletable: true,
          hasActivationCode: false,
          activationCodesExpirationDatetime: null,
        },
        expect.objectContaining({ price: 8, quantity: null, remainingQuantity: "unlimited" }),
      ],
      totalStockCount: 2,
      editedStockCount: 2,
    });
  });

  it("skips a date that the event already has at the same price", async () => {
    const response = await plan([date(12, full), date(14, full)]);
    expect(response.json()).toMatchObject({ totalStockCount: 3, editedStockCount: 1 });
  });

  it("names the field of each stock that is wrong, and adds none of them", async () => {
    const response = await plan([
      date(15, full, { quantity: -1 }),
      date(16, full, { quantity: 1_000_001, seats: 2 }),
      { priceCategoryId: full, beginningDatetime: "2026-12-17T20:00:00" },
    ]);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({
      "stocks.0.quantity": ["Saisissez un nombre supérieur (ou égal) à 0"],
      "stocks.1.quantity": [expect.any(String)],
      "stocks.1.seats": ["Vous ne pouvez pas changer cette information"],
      "stocks.2.beginningDatetime": ["The datetime must be timezone-aware."],
    });
    expect((await desk.get(`/offers/${offerId}/stocks/`)).json().totalStockCount).toBe(3);
  });

  it("refuses what the rules refuse, under the keys of the contract", async () => {
    const refuse = async (stock: object) => {
      const response = await plan([date(18, full), stock]);
      return [response.statusCode, response.json()];
    };
    expect(await refuse(date(19, 999_999))).toEqual([
      400,
      { price_category_id: ["Le tarif avec l'id 999999 n'existe pas"] },
    ]);
    expect(await refuse(date(19, full, { bookingLimitDatetime: "2026-12-20T12:00:00Z" }))).toEqual([
      400,
      { stocks: ["La date limite de réservation ne peut être postérieure à la date de début de l'évènement"] },
    ]);
    expect(await refuse(date(19, full, { bookingLimitDatetime: null }))).toEqual([
      400,
      { bookingLimitDatetime: ["Ce champ est obligatoire pour un évènement"] },
    ]);
    expect(await refuse(date(19, full, { beginningDatetime: "2026-01-01T00:00:00Z" }))).toEqual([
      400,
      { "stocks.1.beginningDatetime": ["The datetime must be in the future."] },
    ]);
    expect((await desk.get(`/offers/${offerId}/stocks/`)).json().totalStockCount).toBe(3);
  });

  it("adds a date once that is asked for many times", async () => {
    const response = await plan(Array.from({ length: 40 }, () => date(20, full)));
    expect(response.json()).toMatchObject({ totalStockCount: 4, editedStockCount: 1 });
  });

  it("refuses more dates than an offer may have", async () => {
    const response = await plan(Array.from({ length: 2_501 }, () => date(21, full)));
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ stocks: ["Le nombre maximum de stocks par offre est de 2500"] });
  });

  it("refuses another structure's offer with 403 and an unknown one with 404", async () => {
    const stocks = [date(12, full)];
    expect((await neighbour.send("POST", "/stocks/bulk", { offerId, stocks })).statusCode).toBe(403);
    const response = await desk.send("POST", "/stocks/bulk", { offerId: 999_999, stocks });
    expect([response.statusCode, Object.keys(response.json())]).toEqual([404, ["offerer"]]);
  });
});

describe("the stocks of an offer", () => {
  const list = async (query: string) => (await desk.get(`/offers/${offerId}/stocks/?${query}`)).json();
  const days = async (query: string) =>
    (await list(query)).stocks.map((stock: { beginningDatetime: string }) => stock.beginningDatetime.slice(8, 10));

  it("come in pages and in the order asked for", async () => {
    expect(await days("")).toEqual(["12", "13", "14", "20"]);
    expect(await days("order_by_desc=true")).toEqual(["20", "14", "13", "12"]);
    expect(await days("page=2&stocks_limit_per_page=3")).toEqual(["20"]);
    expect((await days("order_by=PRICE_CATEGORY_ID"))[3]).toBe("13");
    for (const order of ["DATE", "TIME", "BOOKING_LIMIT_DATETIME", "REMAINING_QUANTITY", "DN_BOOKED_QUANTITY"])
      expect(await days(`order_by=${order}`)).toHaveLength(4);
  });

  it("are found by day, by local time and by price", async () => {
    expect(await days("date=2026-12-13")).toEqual(["13"]);
    expect(await days("time=20:00")).toHaveLength(4);
    expect(await days("time=19:00")).toEqual([]);
    expect(await days(`price_category_id=${reduced}`)).toEqual(["13"]);
  });

  it("are refused to other structures, and to a query that cannot be read", async () => {
    expect((await neighbour.get(`/offers/${offerId}/stocks/`)).statusCode).toBe(403);
    expect((await desk.get("/offers/999999/stocks/")).statusCode).toBe(404);
    expect(await list("page=0")).toEqual({ page: ["Saisissez un nombre supérieur (ou égal) à 1"] });
    expect(await list("order_by_desc=yes")).toEqual({
      order_by_desc: ["La valeur reçu doit être soit 'true' soit 'false'"],
    });
    expect(await list("time=25:00")).toHaveProperty("time");
    expect(await list("order_by=COLOUR")).toHaveProperty("order_by");
  });
});
