import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeOfferer } from "#commands/offerer/close-offerer.js";
import { humanize } from "#domain/shared/humanize.js";
import { today } from "#tests/http/support/dependencies.js";
import { type House, openHouse } from "#tests/http/support/house.js";
import { type Browser, browser, openVenue } from "#tests/http/support/portal.js";

const unknown = {
  global: ["La contremarque n'existe pas, ou vous n'avez pas les droits nécessaires pour y accéder."],
};
const afterLimit = "2026-11-24T12:00:00.000Z";
let house: House;
let desk: Browser;
let neighbour: Browser;
let venueId: number;

const bookThing = () => house.factories.bookings.create({ stock: { offer: { venueId, name: "Un film" } } });
/** Can be validated from `afterLimit` on. */
const bookEvent = () =>
  house.factories.bookings.create({
    user: { firstName: "Ada", lastName: "Lovelace", phoneNumber: "+33612345678" },
    quantity: 2,
    stock: {
      beginningDatetime: "2026-12-12T19:00:00.000Z",
      offer: { venueId, subcategoryId: "SEANCE_CINE", priceCategories: [{ label: "Plein tarif", priceCents: 1250 }] },
    },
  });
const patch = async (verb: "use" | "keep", token: string, at = desk) => {
  const response = await at.send("PATCH", `/bookings/${verb}/token/${token}`);
  return response.statusCode === 204 ? 204 : [response.statusCode, response.json()];
};
const look = async (token: string, at = desk) => {
  const response = await at.get(`/bookings/token/${token}`);
  return [response.statusCode, response.json()];
};

beforeAll(async () => {
  house = await openHouse();
  ({ desk, venueId } = await openVenue(house));
  ({ desk: neighbour } = await openVenue(house));
});
beforeEach(() => house.moveTo(today));
afterAll(() => house.stop());

describe("looking at a countermark", () => {
  it("tells who booked what, whatever the case of the letters", async () => {
    const { token, bookingId, offerId } = await bookEvent();
    house.moveTo(afterLimit);
    const [status, body] = await look(token.toLowerCase());
    expect(status).toBe(200);
    expect(body).toMatchObject({
      bookingId: humanize(bookingId),
      publicOfferId: humanize(offerId),
      offerId,
      offerType: "EVENEMENT",
      datetime: "2026-12-12T19:00:00Z",
      firstName: "Ada",
      lastName: "Lovelace",
      userName: "Ada Lovelace",
      phoneNumber: "+33612345678",
      dateOfBirth: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      price: 12.5,
      priceCategoryLabel: "Plein tarif",
      quantity: 2,
      isUsed: false,
      offerAddress: expect.stringContaining("boulevard Poissonnière 75002 Paris"),
      offerDepartmentCode: "75",
    });
  });

  it("has no date for a thing", async () => {
    const { token } = await bookThing();
    expect((await look(token))[1]).toMatchObject({
      datetime: "",
      offerType: "BIEN",
      offerName: "Un film",
      price: 10.1,
    });
  });

  it("says from when on an event's can be validated, by the clock of the place", async () => {
    const { token } = await bookEvent();
    const tooEarly = [
      403,
      {
        booking: [
          "Vous pourrez valider cette contremarque à partir du 24/11/2026 à 13:00, une fois le délai d’annulation passé.",
        ],
      },
    ];
    expect(await look(token)).toEqual(tooEarly);
    expect(await patch("use", token)).toEqual(tooEarly);
  });

  it("hides another structure's countermark behind the answer for an unknown one", async () => {
    const { token } = await bookThing();
    expect(await look(token, neighbour)).toEqual([404, unknown]);
    expect(await patch("use", token, neighbour)).toEqual([404, unknown]);
    expect(await patch("keep", token, neighbour)).toEqual([404, unknown]);
    for (const nonsense of ["AAAAAA", "abc", "OOOOOO", "%00%00%00%00%00%00", "1".repeat(90)])
      expect(await look(nonsense)).toEqual([404, unknown]);
    expect((await look(token))[0]).toBe(200);
  });

  it("is for those who are signed in", async () => {
    const { token } = await bookThing();
    expect((await look(token, browser(house)))[0]).toBe(401);
    expect(await patch("use", token, browser(house))).toEqual([401, expect.anything()]);
  });
});

describe("validating a countermark", () => {
  it("uses it once", async () => {
    const { token } = await bookThing();
    const used = [410, { booking: ["Cette réservation a déjà été validée"] }];
    expect(await patch("use", token)).toBe(204);
    expect(await patch("use", token)).toEqual(used);
    expect(await look(token)).toEqual(used);
  });

  it("refuses a cancelled booking", async () => {
    const { token } = await house.factories.cancelledBookings.create({ stock: { offer: { venueId } } });
    const cancelled = [410, { booking_cancelled: ["Cette réservation a été annulée"] }];
    expect(await look(token)).toEqual(cancelled);
    expect(await patch("use", token)).toEqual(cancelled);
  });

  it("refuses it where the structure is closed", async () => {
    const closing = await openVenue(house);
    const { token } = await house.factories.bookings.create({ stock: { offer: { venueId: closing.venueId } } });
    await house.deps.issue(
      closeOfferer,
      { offererId: closing.offererId },
      { commandId: crypto.randomUUID(), correlationId: "closing", actor: { kind: "system", id: "test" } },
    );
    const closed = [403, { booking: ["Vous ne pouvez plus valider de contremarque sur une structure fermée"] }];
    expect(await look(token, closing.desk)).toEqual(closed);
    expect(await patch("use", token, closing.desk)).toEqual(closed);
  });
});

describe("taking a validation back", () => {
  it("lets the countermark be validated again", async () => {
    const { token } = await bookThing();
    await patch("use", token);
    expect(await patch("keep", token)).toBe(204);
    expect((await look(token))[0]).toBe(200);
    expect(await patch("use", token)).toBe(204);
  });

  it("refuses a booking that was not validated, or is cancelled", async () => {
    const { token } = await bookThing();
    expect(await patch("keep", token)).toEqual([410, { booking: [expect.any(String)] }]);
    const cancelled = await house.factories.cancelledBookings.create({ stock: { offer: { venueId } } });
    expect(await patch("keep", cancelled.token)).toEqual([410, { booking: ["Cette réservation a été annulée"] }]);
  });
});
