import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type House, openHouse } from "#tests/http/support/house.js";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.stop());

describe("a young person who signs in, books, looks and cancels", () => {
  it("sees each step at once, without any help from the app", async () => {
    const { factories, server } = house;
    const { email, userId } = await factories.beneficiaries.create();
    const { stocks, offerId } = await factories.eventOffers.create();
    await house.shown();

    const signin = await server.inject({
      method: "POST",
      url: "/native/v1/signin",
      payload: { identifier: ` ${email.toUpperCase()} `, password: "user@AZERTY123" },
    });
    expect(signin.statusCode, signin.body).toBe(200);
    expect(signin.json()).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      accountState: "ACTIVE",
    });
    const headers = { authorization: `Bearer ${signin.json().accessToken}` };

    const booked = await server.inject({
      method: "POST",
      url: "/native/v1/bookings",
      headers,
      payload: { stockId: stocks[0]?.stockId, quantity: 1 },
    });
    expect(booked.statusCode, booked.body).toBe(200);
    const { bookingId } = booked.json();
    expect(booked.headers["x-consistency-token"]).toMatch(/booking:\d+/);

    const me = await server.inject({ method: "GET", url: "/native/v1/me", headers });
    expect(me.statusCode, me.body).toBe(200);
    expect(me.json()).toMatchObject({
      id: userId,
      email,
      isBeneficiary: true,
      roles: ["BENEFICIARY"],
      status: { statusType: "beneficiary", subscriptionStatus: null },
      depositType: "GRANT_17_18",
      domainsCredit: { all: { initial: 15_000, remaining: 13_990 } },
      bookedOffers: { [offerId]: bookingId },
    });

    const list = await server.inject({ method: "GET", url: "/native/v2/bookings", headers });
    expect(list.statusCode, list.body).toBe(200);
    expect(list.json()).toMatchObject({
      endedBookings: [],
      ongoingBookings: [{ id: bookingId, totalAmount: 1010, ticket: { display: "cinema_voucher" } }],
      hasBookingsAfter18: true,
    });

    const cancelled = await server.inject({ method: "POST", url: `/native/v1/bookings/${bookingId}/cancel`, headers });
    expect(cancelled.statusCode, cancelled.body).toBe(204);
    const detail = await server.inject({ method: "GET", url: `/native/v2/bookings/${bookingId}`, headers });
    expect(detail.statusCode, detail.body).toBe(200);
    expect(detail.json()).toMatchObject({
      cancellationReason: "BENEFICIARY",
      cancellationDate: "2026-11-22T12:00:00Z",
    });

    const after = await server.inject({ method: "GET", url: "/native/v1/me", headers });
    expect(after.json()).toMatchObject({ domainsCredit: { all: { remaining: 15_000 } }, bookedOffers: {} });
  });
});
