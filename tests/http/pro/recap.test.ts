import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { today } from "#tests/http/support/dependencies.js";
import { type House, openHouse } from "#tests/http/support/house.js";
import { type Browser, openVenue } from "#tests/http/support/portal.js";

let house: House;
let desk: Browser;
let neighbour: Browser;
let venueId: number;
let offererId: number;
let event: { readonly token: string; readonly offerId: number };
let thing: { readonly token: string; readonly offerId: number };

const period = "bookingPeriodBeginningDate=2026-11-22&bookingPeriodEndingDate=2026-11-22";
const list = async (query: string, at = desk) => (await at.get(`/bookings/pro?${query}`)).json();
const tokens = async (query: string) =>
  (await list(query)).bookingsRecap.map((row: { bookingToken: string | null }) => row.bookingToken);

beforeAll(async () => {
  house = await openHouse();
  ({ desk, venueId, offererId } = await openVenue(house));
  ({ desk: neighbour } = await openVenue(house));
  const { factories } = house;
  thing = await factories.bookings.create({ stock: { offer: { venueId, subcategoryId: "LIVRE_PAPIER" } } });
  house.moveTo("2026-11-22T23:30:00.000Z"); // the 23rd in Paris
  event = await factories.bookings.create({
    quantity: 2,
    user: { email: "ada@example.com", firstName: "Ada", lastName: "Lovelace" },
    stock: { beginningDatetime: "2026-12-12T23:15:00.000Z", offer: { venueId, subcategoryId: "SEANCE_CINE" } },
  });
  await factories.bookings.create();
  await house.shown();
});
beforeEach(() => house.moveTo(today));
afterAll(() => house.stop());

describe("the list of bookings", () => {
  it("shows a thing without its token while it waits to be handed over", async () => {
    expect(await list(period)).toEqual({
      page: 1,
      pages: 1,
      total: 1,
      bookingsRecap: [
        {
          beneficiary: {
            email: expect.any(String),
            firstname: expect.any(String),
            lastname: expect.any(String),
            phonenumber: expect.anything(),
          },
          bookingAmount: 10.1,
          bookingDate: "2026-11-22T13:00:00+01:00",
          bookingIsDuo: false,
          bookingPriceCategoryLabel: null,
          bookingStatus: "booked",
          bookingStatusHistory: [{ status: "booked", date: "2026-11-22T13:00:00+01:00" }],
          bookingToken: null,
          stock: {
            eventBeginningDatetime: null,
            offerEan: expect.stringMatching(/^978/),
            offerId: thing.offerId,
            offerIsEducational: false,
            offerName: expect.any(String),
          },
        },
      ],
    });
  });

  it("shows a duo twice, with its token and the place's own time", async () => {
    const { bookingsRecap, total } = await list("eventDate=2026-12-13");
    expect(total).toBe(2);
    expect(bookingsRecap).toHaveLength(2);
    expect(bookingsRecap[0]).toEqual(bookingsRecap[1]);
    expect(bookingsRecap[0]).toMatchObject({
      beneficiary: { email: "ada@example.com", firstname: "Ada", lastname: "Lovelace" },
      bookingIsDuo: true,
      bookingToken: event.token,
      bookingDate: "2026-11-23T00:30:00+01:00",
      stock: { eventBeginningDatetime: "2026-12-13T00:15:00+01:00", offerEan: null },
    });
  });

  it("calls an event's booking confirmed once it cannot be cancelled any more", async () => {
    house.moveTo("2026-11-24T23:30:00.000Z");
    expect((await list("eventDate=2026-12-13")).bookingsRecap[0].bookingStatus).toBe("confirmed");
  });

  it("shows the token and the history of a thing once it was handed over", async () => {
    const { token, offerId } = await house.factories.bookings.create({ stock: { offer: { venueId } } });
    house.moveTo("2026-11-25T09:00:00.000Z");
    expect((await desk.send("PATCH", `/bookings/use/token/${token}`)).statusCode).toBe(204);
    const query = `offerId=${offerId}&bookingStatusFilter=validated`;
    const day = "bookingPeriodBeginningDate=2026-11-25&bookingPeriodEndingDate=2026-11-25";
    expect((await list(`${query}&${day}`)).bookingsRecap).toEqual([
      expect.objectContaining({
        bookingStatus: "validated",
        bookingToken: token,
        bookingStatusHistory: [
          { status: "booked", date: "2026-11-22T13:00:00+01:00" },
          { status: "validated", date: "2026-11-25T10:00:00+01:00" },
        ],
      }),
    ]);
    expect((await list(`${query}&${period}`)).bookingsRecap).toEqual([]);
    await desk.send("PATCH", `/bookings/keep/token/${token}`);
    expect((await list(`offerId=${offerId}&${period}`)).bookingsRecap[0]).toMatchObject({ bookingStatus: "booked" });
  });

  it("takes the ends of a period in either order, and counts local days", async () => {
    const both = "bookingPeriodBeginningDate=2026-11-23&bookingPeriodEndingDate=2026-11-21";
    expect((await tokens(`${both}&offerId=${event.offerId}`)).length).toBe(2);
    expect(await tokens(`${period}&offerId=${event.offerId}`)).toEqual([]);
  });

  it("filters by structure, venue and offer, and goes through pages", async () => {
    expect(await tokens(`eventDate=2026-12-13&venueId=${venueId}&offererId=${offererId}`)).toHaveLength(2);
    expect(await tokens(`eventDate=2026-12-13&offerId=${thing.offerId}`)).toEqual([]);
    expect(await tokens("eventDate=2026-12-13&offererId=999999")).toEqual([]);
    expect(await list("eventDate=2026-12-13&page=2")).toEqual({ bookingsRecap: [], page: 2, pages: 1, total: 2 });
    expect(await list("eventDate=2026-12-13&bookingStatusFilter=reimbursed")).toMatchObject({ total: 2 });
    expect(await list(`${period}&bookingStatusFilter=reimbursed`)).toMatchObject({ total: 0 });
  });

  it("shows other structures nothing, and answers their venue like an unknown one", async () => {
    expect(await list("eventDate=2026-12-13", neighbour)).toMatchObject({ bookingsRecap: [], total: 0 });
    expect((await neighbour.get(`/bookings/pro?eventDate=2026-12-13&venueId=${venueId}`)).statusCode).toBe(404);
    expect((await desk.get("/bookings/pro?eventDate=2026-12-13&venueId=999999")).statusCode).toBe(404);
  });

  it("asks for a day or a whole period, and refuses what is neither", async () => {
    const due = [expect.any(String)];
    const missing = { eventDate: due, bookingPeriodBeginningDate: due, bookingPeriodEndingDate: due };
    expect(await list("")).toEqual(missing);
    expect(await list("bookingPeriodBeginningDate=2026-11-22")).toEqual(missing);
    expect(await list("eventDate=12/12/2026")).toEqual({ eventDate: ["Format de date invalide"] });
    expect(await list("eventDate=0001-01-01")).toEqual({ eventDate: ["Format de date invalide"] });
    expect(await list("eventDate=2026-12-13&page=0")).toHaveProperty("page");
    expect(await list("eventDate=2026-12-13&bookingStatusFilter=lost")).toHaveProperty("bookingStatusFilter");
    expect((await desk.get("/bookings/pro")).statusCode).toBe(400);
  });
});
