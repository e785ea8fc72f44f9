import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bookingIdOf, type RoundFunction, tokenCount, tokenOf } from "#domain/booking/token.js";

/** A round function as good as the real one, for tests. */
const under =
  (key: string): RoundFunction =>
  (round, value) =>
    createHash("sha256").update(`${key} ${round} ${value}`).digest().readUInt32BE(0);
const round = under("key");
const bookingId = fc.integer({ min: 1, max: tokenCount - 1 });

describe("the token of a booking", () => {
  it("has six characters of thirty, none of which can be taken for another", () =>
    fc.assert(
      fc.property(bookingId, (one) => {
        expect(tokenOf(one, round)).toMatch(/^[A-HJ-NP-Z2-7]{6}$/);
      }),
    ));
  it("belongs to one booking, which it leads back to, in either case of its letters", () =>
    fc.assert(
      fc.property(bookingId, (one) => {
        const token = tokenOf(one, round);
        expect(bookingIdOf(token, round)).toBe(one);
        expect(bookingIdOf(token.toLowerCase(), round)).toBe(one);
      }),
    ));
  it("is never that of another booking", () => {
    const count = 20_000;
    const tokens = new Set(Array.from({ length: count }, (_, index) => tokenOf(index + 1, round)));
    expect(tokens.size).toBe(count);
  });
  it("does not tell what comes next: neighbours share no more characters than chance gives", () => {
    const shared = Array.from({ length: 2_000 }, (_, index) => {
      const [one, next] = [tokenOf(index + 1, round), tokenOf(index + 2, round)];
      return [...one].filter((character, place) => character === next[place]).length;
    });
    const mean = shared.reduce((sum, count) => sum + count, 0) / shared.length;
    expect(mean).toBeLessThan(0.3); // 6 places of 1 in 30 give 0.2
  });
  it("is another one under another key", () =>
    expect([1, 2, 3].map((one) => tokenOf(one, under("other")))).not.toEqual(
      [1, 2, 3].map((one) => tokenOf(one, round)),
    ));
  it("exists for every booking up to the last, and for none beyond", () => {
    expect(tokenCount).toBe(729_000_000);
    expect(bookingIdOf(tokenOf(tokenCount - 1, round), round)).toBe(tokenCount - 1);
    for (const beyond of [0, -1, tokenCount]) expect(() => tokenOf(beyond, round)).toThrow(/beyond/);
  });
  it.each(["", "ABC23", "ABC2345", "ABC23I", "ABC230", "ABC23!", "ÀBC234"])("is not %j", (text) =>
    expect(bookingIdOf(text, round)).toBeUndefined(),
  );
});
