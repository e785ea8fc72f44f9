import { describe, expect, it } from "vitest";
import { bucketOfText } from "#event-node/persistent-subscriptions/pinning.js";
import type { StrategyName } from "#event-node/persistent-subscriptions/settings.js";
import { createStrategy } from "#event-node/persistent-subscriptions/strategies.js";

/** The table of strategies in eventstore-protocol.md, section 6.2. */

type Consumer = { readonly name: string; free: number };
const consumers = (...free: readonly number[]): Consumer[] =>
  free.map((slots, index) => ({ name: "abcdef".charAt(index), free: slots }));

/** Hands out one event for each bucket; answers who got it, or "wait" and "full". */
const handOut = (name: StrategyName, joined: readonly Consumer[], buckets: readonly number[]): string[] => {
  const strategy = createStrategy<Consumer>(name);
  for (const consumer of joined) strategy.join(consumer);
  return buckets.map((bucket) => {
    const chosen = strategy.choose(bucket);
    if (typeof chosen === "string") return chosen;
    chosen.free -= 1;
    return chosen.name;
  });
};

const times = (count: number): number[] => Array.from({ length: count }, () => 0);

describe("RoundRobin", () => {
  it("goes round, past those that are full, until all are", () =>
    expect(handOut("RoundRobin", consumers(3, 1, 2), times(7))).toEqual(["a", "b", "c", "a", "c", "a", "full"]));
  it("has nobody to give to without consumers", () => expect(handOut("RoundRobin", [], times(1))).toEqual(["full"]));
  it("keeps its turn when another consumer goes", () => {
    const strategy = createStrategy<Consumer>("RoundRobin");
    const [a, b, c] = consumers(9, 9, 9);
    for (const consumer of [a, b, c]) if (consumer !== undefined) strategy.join(consumer);
    strategy.choose(0);
    strategy.choose(0);
    if (a !== undefined) strategy.leave(a);
    expect(strategy.choose(0)).toBe(c);
    expect(strategy.choose(0)).toBe(b);
  });
});

describe("DispatchToSingle", () => {
  it("stays with one until it is full, then with the next", () =>
    expect(handOut("DispatchToSingle", consumers(2, 3), times(6))).toEqual(["a", "a", "b", "b", "b", "full"]));
});

describe("Pinned", () => {
  it("gives each bucket to one consumer, new buckets to whoever owns the fewest", () =>
    expect(handOut("Pinned", consumers(9, 9), [1, 2, 1, 2, 3, 4, 3])).toEqual(["a", "b", "a", "b", "a", "b", "a"]));
  it("lets an event wait whose owner is full, while others go on", () =>
    expect(handOut("Pinned", consumers(1, 2), [1, 2, 1, 2, 2])).toEqual(["a", "b", "wait", "b", "full"]));
  it("moves the buckets of a consumer that has gone, and no others", () => {
    const strategy = createStrategy<Consumer>("Pinned");
    const [a, b] = consumers(9, 9);
    if (a === undefined || b === undefined) throw new Error("there are two consumers");
    strategy.join(a);
    strategy.join(b);
    expect([strategy.choose(1), strategy.choose(2)]).toEqual([a, b]);
    strategy.leave(a);
    expect([strategy.choose(1), strategy.choose(2)]).toEqual([b, b]);
  });
  it("spreads names over the buckets", () => {
    const used = new Set(Array.from({ length: 1000 }, (_, n) => bucketOfText(`stock-${n}`)));
    expect(used.size).toBeGreaterThan(550); // 1000 names at random would use about 640 of 1024
    expect(bucketOfText("예약-1")).toBe(bucketOfText("예약-1"));
  });
});
