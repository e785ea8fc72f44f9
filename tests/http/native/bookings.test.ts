import type { LightMyRequestResponse } from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { today } from "#tests/http/support/dependencies.js";
import { type House, openHouse } from "#tests/http/support/house.js";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(() => house.moveTo(today));
afterAll(() => house.stop());

const send = (userId: number, method: "GET" | "POST", url: string, payload?: object): Promise<LightMyRequestResponse> =>
  house.server.inject({ method, url, headers: house.as(userId), ...(payload ? { payload } : {}) });

const book = (userId: number, stockId: number | undefined, quantity = 1) =>
  send(userId, "POST", "/native/v1/bookings", { stockId, quantity });

const told = (answer: LightMyRequestResponse) => [answer.statusCode, answer.json()];

const booked = async (userId: number, stockId: number | undefined, quantity = 1): Promise<number> => {
  const answer = await book(userId, stockId, quantity);
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`);
  return answer.json().bookingId;
};

/** Somebody, and the stock of a new offer of a kind. */
const aMoment = async (offer: Parameters<House["factories"]["offers"]["create"]>[0] = {}) => {
  const { userId } = await house.factories.beneficiaries.create();
  const { stocks, offerId } = await house.factories.offers.create(offer);
  return { userId, offerId, stockId: stocks[0]?.stockId };
};

const isDuo = { subcategoryId: "SEANCE_CINE" };

describe("POST /native/v1/bookings refuses, in the contract's words,", () => {
  it("a stock that is not there", async () => {
    const { userId } = await house.factories.beneficiaries.create();
    expect(told(await book(userId, 999_999))).toEqual([400, { stock: "stock introuvable" }]);
  });

  it("to a minor what is for adults", async () => {
    const { userId } = await house.factories.beneficiaries.create({ age: 17 });
    const { stocks } = await house.factories.offers.create({
      subcategoryId: "ABO_JEU_VIDEO",
      stocks: [{ priceCents: 100 }],
    });
    expect(told(await book(userId, stocks[0]?.stockId))).toEqual([
      400,
      { code: "OFFER_CATEGORY_NOT_BOOKABLE_BY_USER" },
    ]);
  });

  it("a free offer to somebody who is no beneficiary", async () => {
    const { userId } = await house.factories.users.create({ age: 18 });
    const { stocks } = await house.factories.offers.create({ stocks: [{ priceCents: 0 }] });
    expect(told(await book(userId, stocks[0]?.stockId))).toEqual([400, { cannotBookFreeOffers: [expect.any(String)] }]);
  });

  it("a second booking of the same offer", async () => {
    const { userId, stockId } = await aMoment();
    await booked(userId, stockId);
    expect(told(await book(userId, stockId))).toEqual([400, { code: "ALREADY_BOOKED" }]);
  });

  it.each([0, 2, 3, -1])("%i seats where one is sold at a time", async (quantity) => {
    const { userId, stockId } = await aMoment();
    expect(told(await book(userId, stockId, quantity))).toEqual([400, { quantity: [expect.any(String)] }]);
  });

  it("the seat after the last", async () => {
    const { userId, stockId } = await aMoment({ stocks: [{ quantity: 1 }] });
    const other = await house.factories.beneficiaries.create();
    await booked(other.userId, stockId);
    expect(told(await book(userId, stockId))).toEqual([400, { code: "STOCK_NOT_BOOKABLE" }]);
  });

  it("what costs more than is left", async () => {
    const { userId, stockId } = await aMoment({ stocks: [{ priceCents: 15_001 }] });
    expect(told(await book(userId, stockId))).toEqual([400, { code: "INSUFFICIENT_CREDIT" }]);
  });

  it("everything to nobody", async () => {
    const payload = { stockId: 1, quantity: 1 };
    const answer = await house.server.inject({ method: "POST", url: "/native/v1/bookings", payload });
    expect(answer.statusCode).toBe(401);
  });
});

describe("POST /native/v1/bookings/{id}/cancel", () => {
  const cancel = (userId: number, bookingId: number) => send(userId, "POST", `/native/v1/bookings/${bookingId}/cancel`);

  it("gives the seat and the credit back, and may be tapped twice", async () => {
    const { userId, stockId } = await aMoment({ stocks: [{ quantity: 1 }] });
    const bookingId = await booked(userId, stockId);
    const [first, second] = [await cancel(userId, bookingId), await cancel(userId, bookingId)];
    expect([first.statusCode, first.body, second.statusCode]).toEqual([204, "", 204]);
    expect(await booked(userId, stockId)).toBeGreaterThan(bookingId);
  });

  it("takes an empty body under a JSON label, as some clients send it", async () => {
    const { userId, stockId } = await aMoment();
    const url = `/native/v1/bookings/${await booked(userId, stockId)}/cancel`;
    const headers = { ...house.as(userId), "content-type": "application/json" };
    expect((await house.server.inject({ method: "POST", url, headers })).statusCode).toBe(204);
  });

  it("tells nobody of somebody else's booking", async () => {
    const { userId, stockId } = await aMoment();
    const other = await house.factories.beneficiaries.create();
    const bookingId = await booked(userId, stockId);
    for (const id of [bookingId, 999_999]) expect(told(await cancel(other.userId, id))).toEqual([404, {}]);
  });

  it("refuses what was used", async () => {
    const { userId, stockId } = await aMoment({ subcategoryId: "CARTE_MUSEE", stocks: [{ priceCents: 0 }] });
    const answer = await cancel(userId, await booked(userId, stockId));
    expect(told(answer)).toEqual([400, { code: "ALREADY_USED", message: expect.any(String) }]);
  });

  it("refuses an event at the very instant its limit is over", async () => {
    const { userId, stockId } = await aMoment(isDuo);
    const bookingId = await booked(userId, stockId);
    house.moveTo("2026-11-24T12:00:00.000Z");
    expect(told(await cancel(userId, bookingId))).toEqual([
      400,
      { code: "CONFIRMED_BOOKING", message: expect.any(String) },
    ]);
    house.moveTo("2026-11-24T11:59:59.999Z");
    expect((await cancel(userId, bookingId)).statusCode).toBe(204);
  });
});

describe("the lists of bookings", () => {
  it("put what is due first on top, and file under ended what is over", async () => {
    const { userId } = await house.factories.beneficiaries.create({ deposit: { amountCents: 30_000 } });
    const { eventOffers, thingOffers, digitalOffers, offers } = house.factories;
    const bookNew = async (made: { stocks: readonly { stockId: number }[] }) => booked(userId, made.stocks[0]?.stockId);
    const event = await bookNew(await eventOffers.create());
    const book = await bookNew(await thingOffers.create());
    const film = await bookNew(await digitalOffers.create());
    const cancelled = await bookNew(await eventOffers.create());
    await send(userId, "POST", `/native/v1/bookings/${cancelled}/cancel`);
    const card = await bookNew(await offers.create({ subcategoryId: "CARTE_MUSEE", stocks: [{ priceCents: 0 }] }));

    const { endedBookings, ongoingBookings, hasBookingsAfter18 } = (
      await send(userId, "GET", "/native/v2/bookings")
    ).json();
    const ids = (bookings: { id: number }[]) => bookings.map(({ id }) => id);
    expect(ids(ongoingBookings)).toEqual([book, event, card, film]);
    expect(ids(endedBookings)).toEqual([cancelled]);
    expect(hasBookingsAfter18).toBe(true);

    const v1 = (await send(userId, "GET", "/native/v1/bookings")).json();
    expect(ids(v1.ongoing_bookings)).toEqual([book, event, card, film]);
    expect(v1.ongoing_bookings[0].qrCodeData).toBe(`PASSCULTURE:v3;TOKEN:${v1.ongoing_bookings[0].token}`);
    expect(v1.ended_bookings[0]).toMatchObject({
      id: cancelled,
      qrCodeData: null,
      token: expect.stringMatching(/^[A-HJ-NP-Z2-7]{6}$/),
    });

    const simple = async (word: string) =>
      ids((await send(userId, "GET", `/native/v2/bookings/${word}`)).json().bookings).sort();
    expect(await simple("ongoing")).toEqual([event, book, film].sort());
    expect(await simple("ended")).toEqual([cancelled, card].sort());

    const filed = await send(userId, "POST", `/native/v1/bookings/${card}/toggle_display`, { ended: true });
    expect([filed.statusCode, filed.body]).toEqual([204, ""]);
    const after = (await send(userId, "GET", "/native/v2/bookings")).json();
    expect(ids(after.endedBookings)).toEqual(expect.arrayContaining([card, cancelled]));
    expect(after.endedBookings.find(({ id }: { id: number }) => id === card).displayAsEnded).toBe(true);
  });

  it("are empty for somebody new, and closed to everybody else", async () => {
    const { userId } = await house.factories.beneficiaries.create();
    expect((await send(userId, "GET", "/native/v2/bookings")).json()).toEqual({
      endedBookings: [],
      ongoingBookings: [],
      hasBookingsAfter18: false,
    });
    expect((await house.server.inject("/native/v2/bookings/ongoing")).statusCode).toBe(401);
  });

  it.each(["finished", "ONGOING", "1.5", "0", "-1"])("do not know the word %s", async (word) => {
    const { userId } = await house.factories.beneficiaries.create();
    expect(told(await send(userId, "GET", `/native/v2/bookings/${word}`))).toEqual([404, {}]);
  });
});

describe("GET /native/v2/bookings/{id}", () => {
  it("shows a book with its QR code and the day on which it lapses", async () => {
    const { userId } = await house.factories.beneficiaries.create();
    const { stocks, offerId } = await house.factories.thingOffers.create({ stocks: [{ priceCents: 1_250 }] });
    const id = await booked(userId, stocks[0]?.stockId);
    const answer = await send(userId, "GET", `/native/v2/bookings/${id}`);
    expect(answer.statusCode, answer.body).toBe(200);
    const { ticket, ...detail } = answer.json();
    expect(detail).toMatchObject({
      id,
      dateCreated: "2026-11-22T12:00:00Z",
      expirationDate: "2026-12-02T12:00:00Z",
      confirmationDate: null,
      quantity: 1,
      totalAmount: 1_250,
      completedUrl: null,
      canReact: false,
      displayAsEnded: null,
      stock: {
        price: 1_250,
        beginningDatetime: null,
        offer: { id: offerId, subcategoryId: "LIVRE_PAPIER", extraData: { ean: expect.stringMatching(/^\d{13}$/) } },
      },
    });
    expect(ticket).toMatchObject({
      display: "voucher",
      voucher: { data: `PASSCULTURE:v3;TOKEN:${ticket.token.data}` },
    });
  });

  it("fills in the address of a digital offer", async () => {
    const { userId, email } = await house.factories.beneficiaries.create();
    const url = "example.com/{offerId}?c={token}&m={email}";
    const { stocks } = await house.factories.digitalOffers.create({ url });
    const id = await booked(userId, stocks[0]?.stockId);
    const { completedUrl, ticket } = (await send(userId, "GET", `/native/v2/bookings/${id}`)).json();
    expect(completedUrl).toMatch(
      new RegExp(`^http://example.com/[A-Z0-9]+\\?c=${ticket.token.data}&m=${email.replaceAll(".", "\\.")}$`),
    );
    expect(ticket).toMatchObject({ display: "online_code", voucher: null });
  });

  it("is not for anybody else", async () => {
    const { userId, stockId } = await aMoment();
    const other = await house.factories.beneficiaries.create();
    const id = await booked(userId, stockId);
    expect(told(await send(other.userId, "GET", `/native/v2/bookings/${id}`))).toEqual([404, {}]);
  });
});

describe("POST /native/v1/bookings/{id}/toggle_display", () => {
  it("tells nobody of somebody else's booking, and names what it does not understand", async () => {
    const { userId, stockId } = await aMoment();
    const other = await house.factories.beneficiaries.create();
    const url = `/native/v1/bookings/${await booked(userId, stockId)}/toggle_display`;
    expect(told(await send(other.userId, "POST", url, { ended: true }))).toEqual([404, {}]);
    expect(told(await send(userId, "POST", url, { ended: "yes" }))).toEqual([400, { ended: [expect.any(String)] }]);
  });
});
