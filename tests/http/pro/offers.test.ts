import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type House, openHouse } from "#tests/http/support/house.js";
import { type Browser, browser, openVenue } from "#tests/http/support/portal.js";

const unknown = { global: ["Aucun objet ne correspond à cet identifiant dans notre base de données"] };
const noAccess = { global: ["Vous n'avez pas les droits d'accès suffisants pour accéder à cette information."] };
let house: House;
let desk: Browser;
let neighbour: Browser;
let venueId: number;
let offererId: number;

const accessible = {
  audioDisabilityCompliant: true,
  mentalDisabilityCompliant: true,
  motorDisabilityCompliant: false,
  visualDisabilityCompliant: false,
};
const conference = () => ({ name: "Conférence gesticulée", venueId, subcategoryId: "CONFERENCE", ...accessible });
const draft = async (): Promise<number> => (await desk.send("POST", "/offers", conference())).json().id;

/** A published event with one date and one price, all through the portal. */
const publishEvent = async (): Promise<number> => {
  const id = await draft();
  const priced = await desk.send("PUT", `/offers/${id}/price_categories`, {
    priceCategories: [{ label: "Plein tarif", price: 12.5 }],
  });
  const priceCategoryId = priced.json().priceCategories[0].id;
  const stocks = [
    {
      beginningDatetime: "2026-12-12T20:00:00+01:00",
      bookingLimitDatetime: "2026-12-11T20:00:00+01:00",
      priceCategoryId,
      quantity: 10,
    },
  ];
  await desk.send("POST", "/stocks/bulk", { offerId: id, stocks });
  await desk.send("PATCH", "/offers/publish", { id });
  return id;
};

beforeAll(async () => {
  house = await openHouse();
  ({ desk, venueId, offererId } = await openVenue(house));
  ({ desk: neighbour } = await openVenue(house));
});
afterAll(() => house.stop());

describe("drafting an offer", () => {
  it("answers the draft with what the subcategory and the venue say", async () => {
    const response = await desk.send("POST", "/offers", { ...conference(), extraData: { speaker: "Ada", isbn: "1" } });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({
      name: "Conférence gesticulée",
      status: "DRAFT",
      isEvent: true,
      isDuo: true,
      isActive: false,
      hasStocks: false,
      extraData: { speaker: "Ada" },
      dateCreated: "2026-11-22T12:00:00Z",
      publicationDatetime: null,
      priceCategories: [],
      venue: { id: venueId, publicName: "Petit lieu", managingOfferer: { id: offererId } },
      ...accessible,
    });
  });

  it("refuses each wrong field by its name and writes nothing", async () => {
    const before = (await desk.get("/offers")).json().length;
    const response = await desk.send("POST", "/offers", {
      name: "x".repeat(91),
      venueId: "1",
      description: null,
      durationMinutes: 1.5,
      extraData: [],
      isDuo: true,
    });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      name: ["Le champ doit faire moins de 90 caractères"],
      venueId: ["Saisissez un entier valide"],
      subcategoryId: ["Ce champ est obligatoire"],
      durationMinutes: ["Saisissez un entier valide"],
      audioDisabilityCompliant: ["Ce champ est obligatoire"],
      isDuo: ["Vous ne pouvez pas changer cette information"],
    });
    expect((await desk.get("/offers")).json()).toHaveLength(before);
  });

  it("refuses what the rules of the business refuse, under the field's name", async () => {
    const refuse = async (changed: object) => {
      const response = await desk.send("POST", "/offers", { ...conference(), ...changed });
      return [response.statusCode, Object.keys(response.json())];
    };
    expect(await refuse({ subcategoryId: "NOTHING" })).toEqual([400, ["subcategory"]]);
    expect(await refuse({ subcategoryId: "OEUVRE_ART" })).toEqual([400, ["subcategory"]]);
    expect(await refuse({ name: "Livre 9782070541270" })).toEqual([400, ["name"]]);
    expect(await refuse({ durationMinutes: 1_440 })).toEqual([400, ["durationMinutes"]]);
    expect(await refuse({ artistOfferLinks: [{ artistType: "author" }] })).toEqual([400, ["artistOfferLinks"]]);
  });

  it("refuses a text that no table could hold, unreadable JSON, and a body of another kind", async () => {
    const nul = await desk.send("POST", "/offers", JSON.stringify({ ...conference(), description: "a\u0000b" }));
    expect([nul.statusCode, Object.keys(nul.json())]).toEqual([400, ["description"]]);
    const half = await desk.send(
      "POST",
      "/offers",
      JSON.stringify({ ...conference(), extraData: { speaker: "\ud800" } }),
    );
    expect([half.statusCode, Object.keys(half.json())]).toEqual([400, ["extraData.speaker"]]);
    const broken = await desk.send("POST", "/offers", '{"name":');
    expect([broken.statusCode, Object.keys(broken.json())]).toEqual([400, ["global"]]);
    const list = await desk.send("POST", "/offers", []);
    expect(list.statusCode).toBe(400);
    expect((await desk.send("POST", "/offers")).statusCode).toBe(400);
  });

  it("refuses another structure's venue with 403, an unknown one with 404, and strangers with 401", async () => {
    expect((await neighbour.send("POST", "/offers", conference())).json()).toEqual(noAccess);
    expect((await neighbour.send("POST", "/offers", conference())).statusCode).toBe(403);
    expect((await desk.send("POST", "/offers", { ...conference(), venueId: 999_999 })).statusCode).toBe(404);
    expect((await browser(house).send("POST", "/offers", conference())).statusCode).toBe(401);
  });
});

describe("setting the prices of an event", () => {
  it("keeps prices by their id and adds the others", async () => {
    const id = await draft();
    const put = (priceCategories: object[]) => desk.send("PUT", `/offers/${id}/price_categories`, { priceCategories });
    const first = await put([{ label: "Plein tarif", price: 12.5 }]);
    expect(first.statusCode).toBe(200);
    const [full] = first.json().priceCategories;
    expect(full).toMatchObject({ label: "Plein tarif", price: 12.5 });
    const second = await put([
      { id: full.id, label: "Plein tarif", price: 13 },
      { label: "Gratuit", price: 0 },
    ]);
    expect(second.json().priceCategories).toEqual([
      { id: full.id, label: "Plein tarif", price: 13 },
      { id: expect.any(Number), label: "Gratuit", price: 0 },
    ]);
    expect(second.json().location).toMatchObject({ isVenueLocation: true, label: "Petit lieu", city: "Paris" });
  });

  it("refuses unknown, double, negative and too high prices by name", async () => {
    const id = await draft();
    const put = async (priceCategories: object[]) => {
      const response = await desk.send("PUT", `/offers/${id}/price_categories`, { priceCategories });
      return [response.statusCode, response.json()];
    };
    expect(await put([{ id: 999_999, label: "A", price: 1 }])).toEqual([
      400,
      { price_category_id: ["Le tarif avec l'id 999999 n'existe pas"] },
    ]);
    expect(
      await put([
        { label: "A", price: 1 },
        { label: "A", price: 1 },
      ]),
    ).toEqual([400, { priceCategories: ["Price categories must be unique"] }]);
    expect(await put([{ label: "A", price: -1 }])).toEqual([
      400,
      { "priceCategories.0.price": ["Saisissez un nombre supérieur (ou égal) à 0"] },
    ]);
    const tooDear = ["Le prix d’une offre ne peut excéder 300 euros."];
    expect(await put([{ label: "A", price: 300.01 }])).toEqual([400, { priceCategories: tooDear }]);
    expect(await put([{ label: "A", price: 1e308 }])).toEqual([400, { "priceCategories.0.price": tooDear }]);
    expect((await put([{ label: "", price: 1 }]))[0]).toBe(400);
  });

  it("refuses another structure's offer and an unknown one", async () => {
    const body = { priceCategories: [] };
    const id = await draft();
    expect((await neighbour.send("PUT", `/offers/${id}/price_categories`, body)).statusCode).toBe(403);
    const response = await desk.send("PUT", "/offers/999999/price_categories", body);
    expect([response.statusCode, Object.keys(response.json())]).toEqual([404, ["offer_id"]]);
    expect((await desk.send("PUT", "/offers/abc/price_categories", body)).statusCode).toBe(404);
  });
});

describe("publishing an offer", () => {
  it("makes it active, and asked again changes nothing", async () => {
    const id = await publishEvent();
    const again = await desk.send("PATCH", "/offers/publish", { id });
    expect(again.statusCode).toBe(200);
    expect(again.json()).toMatchObject({ id, status: "ACTIVE", isActive: true, hasStocks: true, isNonFreeOffer: true });
    expect(again.headers["x-consistency-token"]).toBeUndefined();
  });

  it("takes dates with their offset, to the minute", async () => {
    const id = await publishEvent();
    const response = await desk.send("PATCH", "/offers/publish", {
      id,
      publicationDatetime: "2026-12-01T10:30:45+01:00",
      bookingAllowedDatetime: "2026-12-02T10:30:00+01:00",
    });
    expect(response.json()).toMatchObject({
      status: "SCHEDULED",
      publicationDatetime: "2026-12-01T09:30:00Z",
      bookingAllowedDatetime: "2026-12-02T09:30:00Z",
    });
  });

  it("refuses an offer without a bookable stock", async () => {
    const response = await desk.send("PATCH", "/offers/publish", { id: await draft() });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ offer: "Cette offre n’a pas de stock réservable" });
  });

  it("refuses a second published offer of one article in a venue", async () => {
    const book = { venueId, subcategoryId: "LIVRE_PAPIER", extraData: { ean: "9782070541270", author: "A" } };
    await house.factories.offers.create(book);
    const { offerId } = await house.factories.offers.create({ ...book, isDraft: true });
    const response = await desk.send("PATCH", "/offers/publish", { id: offerId });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ ean: [expect.stringContaining("existe déjà")] });
  });

  it("refuses dates that are past, without offset, or no dates at all", async () => {
    const id = await draft();
    const refuse = async (publicationDatetime: unknown) =>
      (await desk.send("PATCH", "/offers/publish", { id, publicationDatetime })).json();
    expect(await refuse("2026-11-22T11:59:59Z")).toEqual({
      publicationDatetime: ["The datetime must be in the future."],
    });
    expect(await refuse("2026-12-22T11:59:59")).toEqual({
      publicationDatetime: ["The datetime must be timezone-aware."],
    });
    expect(await refuse("tomorrow")).toEqual({ publicationDatetime: ["Format de date invalide"] });
    expect(await refuse("9999-12-31T23:59:59-12:00")).toHaveProperty("publicationDatetime");
  });

  it("refuses another structure's offer and an unknown one", async () => {
    const id = await draft();
    expect((await neighbour.send("PATCH", "/offers/publish", { id })).statusCode).toBe(403);
    const response = await desk.send("PATCH", "/offers/publish", { id: 999_999 });
    expect([response.statusCode, Object.keys(response.json())]).toEqual([404, ["offerer"]]);
  });
});

describe("reading offers", () => {
  it("answers one with everything that the portal shows", async () => {
    const id = await publishEvent();
    const response = await desk.get(`/offers/${id}`);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ id, status: "ACTIVE", bookingsCount: 0, hasPendingBookings: false });
  });

  it("refuses another structure's offer, an unknown one, and what is no id", async () => {
    const id = await draft();
    expect((await neighbour.get(`/offers/${id}`)).json()).toEqual(noAccess);
    expect((await desk.get("/offers/999999")).json()).toEqual(unknown);
    expect((await desk.get("/offers/999999")).statusCode).toBe(404);
    expect((await desk.get("/offers/abc")).statusCode).toBe(404);
  });

  it("lists only the offers of the user's structures, newest first, with their stocks", async () => {
    const id = await publishEvent();
    const [newest, ...others] = (await desk.get("/offers")).json();
    expect(newest).toMatchObject({
      id,
      status: "ACTIVE",
      venue: { offererName: expect.any(String), departementCode: "75" },
      stocks: [{ beginningDatetime: "2026-12-12T19:00:00Z", remainingQuantity: 10, bookingQuantity: 0 }],
    });
    expect(others.every((one: { id: number }) => one.id < id)).toBe(true);
    expect((await neighbour.get("/offers")).json()).toEqual([]);
  });

  it("filters by every key of its query", async () => {
    const id = await publishEvent();
    const find = async (query: string) => {
      const response = await desk.get(`/offers?${query}`);
      expect(response.statusCode).toBe(200);
      return response.json().some((one: { id: number }) => one.id === id);
    };
    expect(await find("nameOrIsbn=gesticul")).toBe(true);
    expect(await find("nameOrIsbn=ges")).toBe(false);
    expect(await find("nameOrIsbn=9782070541270")).toBe(false);
    expect(await find(`venueId=${venueId}&offererId=${offererId}`)).toBe(true);
    expect(await find("venueId=999999")).toBe(false);
    expect(await find("status=ACTIVE")).toBe(true);
    expect(await find("status=SOLD_OUT")).toBe(false);
    expect(await find("status=PREBOOKED")).toBe(false);
    expect(await find("categoryId=CONFERENCE")).toBe(true);
    expect(await find("categoryId=LIVRE")).toBe(false);
    expect(await find("creationMode=manual")).toBe(true);
    expect(await find("creationMode=imported")).toBe(false);
    expect(await find("periodBeginningDate=2026-12-12&periodEndingDate=2026-12-12")).toBe(true);
    expect(await find("periodBeginningDate=2026-12-13")).toBe(false);
  });

  it("refuses a query that it cannot read", async () => {
    const refuse = async (query: string) => {
      const response = await desk.get(`/offers?${query}`);
      return [response.statusCode, response.json()];
    };
    expect(await refuse("venueId=abc")).toEqual([400, { venueId: ["Saisissez un nombre valide"] }]);
    expect(await refuse("colour=red")).toEqual([400, { colour: ["Vous ne pouvez pas changer cette information"] }]);
    expect(await refuse("periodBeginningDate=2026-02-30")).toEqual([
      400,
      { periodBeginningDate: ["Format de date invalide"] },
    ]);
    expect((await refuse("periodBeginningDate=0000-01-01"))[0]).toBe(400);
    expect((await refuse("nameOrIsbn=%00abcd"))[0]).toBe(400);
    expect((await refuse("status=NEW"))[0]).toBe(400);
  });
});

describe("an Idempotency-Key", () => {
  it("drafts one offer, however often the request comes", async () => {
    const create = (body: object) =>
      desk.send("POST", "/offers", body, { "idempotency-key": "draft-of-the-conference" });
    const first = await create(conference());
    const again = await create(conference());
    expect(first.statusCode).toBe(201);
    expect(again.json()).toEqual(first.json());
    expect([again.statusCode, again.headers["idempotency-replayed"]]).toEqual([201, "true"]);
    expect((await create({ ...conference(), name: "Autre chose" })).statusCode).toBe(422);
  });
});
