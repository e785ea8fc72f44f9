import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type House, openHouse } from "#tests/http/support/house.js";

/** Whatever is sent, the answer is never a 500, and a body that was refused names something. */

let house: House;
let headers: { authorization: string };
beforeAll(async () => {
  house = await openHouse();
  headers = house.as((await house.factories.beneficiaries.create()).userId);
  await house.shown();
});
afterAll(() => house.stop());

const words = fc.constantFrom(
  "stockId",
  "quantity",
  "ended",
  "identifier",
  "password",
  "deviceInfo",
  "token",
  "__proto__",
  "constructor",
);
const value = fc.oneof(
  { arbitrary: fc.jsonValue(), weight: 2 },
  fc.constantFrom<unknown>(0, -1, 1.5, 2 ** 53, 1e308, "", "\u0000", "\ud800", "1", [], {}, null, true),
);
const body = fc.oneof(fc.jsonValue(), fc.dictionary(words, value), fc.string());

const routes = [
  ["POST", "/native/v1/signin"],
  ["POST", "/native/v1/refresh_access_token"],
  ["POST", "/native/v1/bookings"],
  ["POST", "/native/v1/bookings/1/cancel"],
  ["POST", "/native/v1/bookings/1/toggle_display"],
] as const;

describe("bodies that nobody expects", () => {
  it.each(routes)("are answered by %s %s with a 4xx", async (method, url) => {
    await fc.assert(
      fc.asyncProperty(body, async (content) => {
        const payload = typeof content === "string" ? content : JSON.stringify(content);
        const answer = await house.server.inject({
          method,
          url,
          headers: { ...headers, "content-type": "application/json" },
          payload,
        });
        expect(answer.statusCode, answer.body).toBeGreaterThanOrEqual(400);
        expect(answer.statusCode, answer.body).toBeLessThan(500);
        if (answer.statusCode === 400) expect(Object.keys(answer.json()).length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe("paths, queries and headers that nobody expects", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom("1", "-1", "0x10", "1e3", "%00", "..", "ongoing", "9".repeat(400), "\u202e"),
  );

  it("are answered without a 500", async () => {
    const prefix = fc.constantFrom(
      "/native/v1/offer/",
      "/native/v2/bookings/",
      "/native/v1/bookings/",
      "/native/",
      "/",
    );
    await fc.assert(
      fc.asyncProperty(prefix, piece, piece, piece, async (path, id, query, header) => {
        const url = `${path}${encodeURIComponent(id)}?${encodeURIComponent(query)}=1`;
        const text = encodeURIComponent(header);
        const odd = {
          authorization: `Bearer ${text}`,
          "app-version": text || "1.400.0",
          "x-consistency-token": text,
          "idempotency-key": text,
        };
        for (const given of [headers, odd])
          expect((await house.server.inject({ url, headers: given })).statusCode).toBeLessThan(500);
      }),
      { numRuns: 60 },
    );
  });
});
