import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type IntMap, intMap } from "#domain/shared/int-map.js";

/** Keys that collide on their low bits, small ones, and the largest there can be. */
const key = fc.oneof(
  fc.integer({ min: 0, max: 70 }),
  fc.integer({ min: 0, max: 20 }).map((n) => n * 32 ** 4),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 31),
);
const change = fc.oneof(
  fc.record({ kind: fc.constant("with" as const), key, value: fc.string({ maxLength: 3 }) }),
  fc.record({ kind: fc.constant("without" as const), key }),
);

const expectSame = (map: IntMap<string>, model: ReadonlyMap<number, string>): void => {
  expect(map.size).toBe(model.size);
  expect(new Map(map.entries())).toEqual(model);
  for (const [one, value] of model) expect([map.has(one), map.get(one)]).toEqual([true, value]);
};

describe("a map from integers", () => {
  it("is like a Map, whatever is put into it and taken out", () =>
    fc.assert(
      fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
        let map = intMap<string>();
        const model = new Map<number, string>();
        for (const one of changes) {
          if (one.kind === "with") {
            map = map.with(one.key, one.value);
            model.set(one.key, one.value);
          } else {
            map = map.without(one.key);
            model.delete(one.key);
            expect([map.has(one.key), map.get(one.key)]).toEqual([false, undefined]);
          }
          expectSame(map, model);
        }
      }),
    ));
  it("never changes: each change is a new map", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.string()), { maxLength: 30 }), key, (entries, one) => {
        const map = intMap(entries);
        const before = new Map(map.entries());
        map.with(one, "new");
        map.without(one);
        expectSame(map, before);
      }),
    ));
  it("holds a hundred thousand entries without copying them for each", () => {
    const began = performance.now();
    let map = intMap<number>();
    for (let count = 1; count <= 100_000; count += 1) map = map.with(count, count);
    for (let count = 1; count <= 100_000; count += 2) map = map.without(count);
    expect(map.size).toBe(50_000);
    expect(map.get(99_998)).toBe(99_998);
    expect(performance.now() - began).toBeLessThan(10_000); // copying would take minutes
  });
});
