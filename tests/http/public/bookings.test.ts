import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeOfferer } from "#commands/offerer/close-offerer.js";
import { today } from "#tests/http/support/dependencies.js";
import { type House, openHouse } from "#tests/http/support/house.js";
import { unbroken } from "#tests/http/support/portal.js";

const base = "/public/bookings/v1";
const unknown = [404, { global: "This countermark cannot be found" }];
const afterLimit = "2026-11-24T12:00:00.000Z";
type Method = "GET" | "PATCH";
let house: House;
let key: string;
let strangersKey: string;
let venueId: number;
let offererId: number;

const call = async (method: Method, path: string, apiKey: string | null = key) => {
  const headers = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  const response = unbroken(house, await house.server.inject({ method, url: `${base}${path}`, headers }));
  return response.statusCode === 204 ? 204 : [response.statusCode, response.json()];
};
const patch = (verb: "use" | "keep" | "cancel", token: string) => call("PATCH", `/${verb}/token/${token}`);
const list = async (query: string): Promise<readonly { id: number; [key: string]: unknown }[]> => {
  await house.shown();
  const [status, body] = (await call("GET", `/bookings?${query}`)) as [number, { bookings: [] }];
  expect(status).toBe(200);
  return body.bookings;
};

const bookThing = () => house.factories.bookings.create({ stock: { offer: { venueId } } });
/** Can be cancelled until `afterLimit`, and validated from then on. */
const bookEvent = () =>
  house.factories.bookings.create({
    quantity: 2,
    user: { firstName: "Ada", lastName: "Lovelace", email: `ada${Math.trunc(performance.now())}@example.com` },
    stock: {
      beginningDatetime: "2026-12-12T19:00:00.000Z",
      offer: { venueId, subcategoryId: "SEANCE_CINE", priceCategories: [{ label: "Plein tarif", priceCents: 1250 }] },
    },
  });

beforeAll(async () => {
  house = await openHouse();
  ({ venueId, offererId } = await house.factories.venues.create({ name: "SARL Petit lieu", publicName: "Petit lieu" }));
  ({ key } = await house.factories.apiKeys.create({ provider: { venueIds: [venueId] } }));
  ({ key: strangersKey } = await house.factories.apiKeys.create());
});
beforeEach(() => house.moveTo(today));
afterAll(() => house.stop());

describe("an API key", () => {
  it("is asked for, and must be right in every part", async () => {
    const required = [401, { auth: "API key required" }];
    const [environment, identifier] = key.split("_");
    const wrong = [null, "", "nonsense", "a_b", `${key}0`, `${key}_0`, `${environment}_${identifier}_`, "é_à_ü"];
    for (const one of wrong) expect(await call("GET", `/bookings?venueId=${venueId}`, one)).toEqual(required);
    expect(await call("GET", `/bookings?venueId=${venueId}`, `${environment}_unknown_secret`)).toEqual(required);
  });

  it("of a provider that is switched off is refused with 403", async () => {
    const { key: inactive } = await house.factories.apiKeys.create({ provider: { isActive: false } });
    expect(await call("GET", "/bookings", inactive)).toEqual([403, { auth: ["Inactive provider"] }]);
  });

  it("gives 200 calls a minute", async () => {
    const { key: busy } = await house.factories.apiKeys.create();
    const allowed = [400, { global: ["`offerId` or `venueId` must be set"] }];
    for (let calls = 0; calls < 200; calls += 1) expect(await call("GET", "/bookings", busy)).toEqual(allowed);
    const sentence = "Nombre de tentatives de connexion dépassé, veuillez réessayer dans une minute";
    expect(await call("GET", "/bookings", busy)).toEqual([429, { global: [sentence] }]);
    expect(await call("GET", `/bookings?venueId=${venueId}`)).toEqual([200, { bookings: [] }]);
  });
});

describe("the list of bookings", () => {
  it("answers each with its price in cents and its holder", async () => {
    const { bookingId, offerId, stockId } = await bookEvent();
    expect(await list(`offerId=${offerId}`)).toEqual([
      {
        id: bookingId,
        quantity: 2,
        creationDate: "2026-11-22T12:00:00Z",
        confirmationDate: "2026-11-24T12:00:00Z",
        price: 1250,
        status: "CONFIRMED",
        offerId,
        stockId,
        priceCategoryId: expect.any(Number),
        priceCategoryLabel: "Plein tarif",
        offerName: expect.any(String),
        offerEan: null,
        offerAddress: expect.stringContaining("75002 Paris"),
        offerDepartmentCode: "75",
        venueId,
        venueName: "SARL Petit lieu",
        userEmail: expect.stringContaining("@example.com"),
        userPhoneNumber: expect.anything(),
        userFirstName: "Ada",
        userLastName: "Lovelace",
        userBirthDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        userPostalCode: expect.anything(),
      },
    ]);
  });

  it("filters, and goes on by the id of the last one", async () => {
    const event = await bookEvent();
    const used = await bookThing();
    await patch("use", used.token);
    const ids = async (query: string) => (await list(`venueId=${venueId}&${query}`)).map(({ id }) => id);
    expect(await ids("status=USED")).toEqual([used.bookingId]);
    expect(await ids(`stockId=${event.stockId}`)).toEqual([event.bookingId]);
    expect(await ids(`offerId=${event.offerId}&beginningDatetime=2026-12-12T20:00:00%2B01:00`)).toEqual([
      event.bookingId,
    ]);
    expect(await ids("beginningDatetime=2026-12-12T20:00:00Z")).toEqual([]);
    expect(await ids("priceCategoryId=999999")).toEqual([]);
    const all = await ids("");
    expect(all).toEqual([...all].sort((one, other) => one - other));
    expect(await ids("limit=1")).toEqual(all.slice(0, 1));
    expect(await ids(`limit=1&firstIndex=${(all[0] ?? 0) + 1}`)).toEqual(all.slice(1, 2));
  });

  it("hides what other providers' venues have", async () => {
    const { offerId } = await bookThing();
    const elsewhere = await house.factories.bookings.create();
    const noOffer = [404, { offerId: "we could not find this offer" }];
    const noVenue = [404, { venueId: "we could not find this venue" }];
    expect(await call("GET", `/bookings?offerId=${offerId}`, strangersKey)).toEqual(noOffer);
    expect(await call("GET", `/bookings?venueId=${venueId}`, strangersKey)).toEqual(noVenue);
    expect(await call("GET", `/bookings?offerId=${elsewhere.offerId}`)).toEqual(noOffer);
    expect(await call("GET", "/bookings?offerId=999999")).toEqual(noOffer);
    expect(await call("GET", "/bookings?venueId=999999")).toEqual(noVenue);
  });

  it("refuses a query that it cannot read, in English", async () => {
    const refuse = (query: string) => call("GET", `/bookings?${query}`);
    expect(await refuse("")).toEqual([400, { global: ["`offerId` or `venueId` must be set"] }]);
    expect(await refuse("venueId=abc")).toEqual([400, { venueId: ["value is not a valid integer"] }]);
    expect(await refuse(`venueId=${venueId}&limit=51`)).toEqual([
      400,
      { limit: ["ensure this value is less than or equal to 50"] },
    ]);
    expect(await refuse(`venueId=${venueId}&firstIndex=0`)).toEqual([
      400,
      { firstIndex: ["ensure this value is greater than or equal to 1"] },
    ]);
    expect(await refuse(`venueId=${venueId}&colour=red`)).toEqual([400, { colour: ["extra fields not permitted"] }]);
    expect(await refuse(`venueId=${venueId}&status=LOST`)).toEqual([
      400,
      { status: ["unexpected value; permitted: 'CONFIRMED', 'USED', 'CANCELLED', 'REIMBURSED'"] },
    ]);
    expect(await refuse(`venueId=${venueId}&beginningDatetime=2026-12-12T20:00:00`)).toEqual([
      400,
      { beginningDatetime: ["The datetime must be timezone-aware."] },
    ]);
    expect(await refuse(`venueId=${venueId}&beginningDatetime=soon`)).toEqual([
      400,
      { beginningDatetime: ["invalid datetime format"] },
    ]);
  });
});

describe("a countermark", () => {
  it("is shown while it can be validated, whatever the case of its letters", async () => {
    const { token, bookingId } = await bookThing();
    expect(await call("GET", `/token/${token.toLowerCase()}`)).toEqual([
      200,
      expect.objectContaining({ id: bookingId, confirmationDate: null, price: 1010, status: "CONFIRMED" }),
    ]);
  });

  it("of a venue that is not linked is answered like an unknown one", async () => {
    const { token } = await bookThing();
    expect(await call("GET", `/token/${token}`, strangersKey)).toEqual(unknown);
    for (const verb of ["use", "keep", "cancel"])
      expect(await call("PATCH", `/${verb}/token/${token}`, strangersKey)).toEqual(unknown);
    for (const nonsense of ["AAAAAA", "abc", "%00%00%00%00%00%00"])
      expect(await call("GET", `/token/${nonsense}`)).toEqual(unknown);
    expect(await call("PATCH", `/use/token/${token}`, null)).toEqual([401, { auth: "API key required" }]);
  });

  it("is used once", async () => {
    const { token } = await bookThing();
    const used = [410, { booking: "This booking has already been validated" }];
    expect(await patch("use", token)).toBe(204);
    expect(await patch("use", token)).toEqual(used);
    expect(await call("GET", `/token/${token}`)).toEqual(used);
    expect(await patch("cancel", token)).toEqual([410, { booking: "This booking has been validated" }]);
  });

  it("of an event is used from its cancellation limit on, and cancelled until then", async () => {
    const { token } = await bookEvent();
    const tooEarly = [
      403,
      {
        booking:
          "Vous pourrez valider cette contremarque à partir du 24/11/2026 à 13:00, une fois le délai d’annulation passé.",
      },
    ];
    expect(await call("GET", `/token/${token}`)).toEqual(tooEarly);
    expect(await patch("use", token)).toEqual(tooEarly);
    house.moveTo(afterLimit);
    expect(await patch("cancel", token)).toEqual([403, { booking: "This booking cannot be cancelled anymore" }]);
    expect(await patch("use", token)).toBe(204);
  });

  it("is kept for another time", async () => {
    const { token } = await bookThing();
    expect(await patch("keep", token)).toEqual([403, { booking: "This booking has not been used" }]);
    await patch("use", token);
    expect(await patch("keep", token)).toBe(204);
    expect(await patch("use", token)).toBe(204);
  });

  it("is cancelled once, and its holder may book again", async () => {
    const { token, userId, stockId } = await bookEvent();
    expect(await patch("cancel", token)).toBe(204);
    expect(await patch("cancel", token)).toEqual([410, { booking: "This booking has already been cancelled" }]);
    const cancelled = [410, { booking: "This booking has been cancelled" }];
    expect(await patch("use", token)).toEqual(cancelled);
    expect(await patch("keep", token)).toEqual(cancelled);
    expect(await call("GET", `/token/${token}`)).toEqual(cancelled);
    expect((await house.factories.bookings.create({ userId, stockId })).token).not.toBe(token);
  });

  it("of a closed structure cannot be used", async () => {
    const { token } = await bookThing();
    await house.deps.issue(
      closeOfferer,
      { offererId },
      { commandId: crypto.randomUUID(), correlationId: "closing", actor: { kind: "system", id: "test" } },
    );
    const closed = [403, { booking: ["Vous ne pouvez plus valider de contremarque sur une structure fermée"] }];
    expect(await call("GET", `/token/${token}`)).toEqual(closed);
    expect(await patch("use", token)).toEqual(closed);
  });
});
