import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type House, openHouse } from "#tests/http/support/house.js";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.stop());

describe("an app that repeats a booking because the answer got lost", () => {
  it("gets the first answer again, marked as a replay, and books once", async () => {
    const { book, stockId } = await somebodyWhoBooks();
    const first = await book("key-1", { stockId, quantity: 1 });
    const second = await book("key-1", { stockId, quantity: 1 });
    expect([first.statusCode, second.statusCode]).toEqual([200, 200]);
    expect(second.json()).toEqual(first.json());
    expect(first.headers["idempotency-replayed"]).toBeUndefined();
    expect(second.headers["idempotency-replayed"]).toBe("true");
    expect((await book("key-2", { stockId, quantity: 1 })).json()).toEqual({ code: "ALREADY_BOOKED" });
  });

  it("gets a refusal again too, although the world has moved on", async () => {
    const { book } = await somebodyWhoBooks();
    const first = await book("key-1", { stockId: 999_999, quantity: 1 });
    expect(first.statusCode).toBe(400);
    const second = await book("key-1", { stockId: 999_999, quantity: 1 });
    expect([second.statusCode, second.body, second.headers["idempotency-replayed"]]).toEqual([400, first.body, "true"]);
  });

  it("is told 422 when it uses the key for another wish, and 400 for a key that is none", async () => {
    const { book, stockId } = await somebodyWhoBooks();
    await book("key-1", { stockId, quantity: 1 });
    expect((await book("key-1", { stockId, quantity: 2 })).statusCode).toBe(422);
    expect((await book("not a key", { stockId, quantity: 1 })).statusCode).toBe(400);
  });
});

const somebodyWhoBooks = async () => {
  const { factories, server } = house;
  const { userId } = await factories.beneficiaries.create();
  const { stocks } = await factories.eventOffers.create();
  const book = (key: string, payload: object) =>
    server.inject({
      method: "POST",
      url: "/native/v1/bookings",
      headers: { ...house.as(userId), "idempotency-key": key },
      payload,
    });
  return { book, stockId: stocks[0]?.stockId };
};
