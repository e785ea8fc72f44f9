import { describe, expect, it } from "vitest";
import { Deliveries, Latencies } from "#event-node/persistent-subscriptions/measurements.js";

describe("the deliveries of a group", () => {
  it("are counted in all, and since they were last asked about", () => {
    const deliveries = new Deliveries(0);
    deliveries.total += 10;
    expect(deliveries.measure(2000)).toEqual({ total: 10, since: 10, perSecond: 5 });
    deliveries.total += 3;
    expect(deliveries.measure(3000)).toEqual({ total: 13, since: 3, perSecond: 3 });
    expect(deliveries.measure(3000)).toEqual({ total: 13, since: 0, perSecond: 0 });
  });
});

describe("the latencies of a consumer", () => {
  const summaryOf = (values: readonly number[]): Record<string, bigint> => {
    const latencies = new Latencies();
    for (const value of values) latencies.add(value);
    return Object.fromEntries(latencies.summary().map(({ key, value }) => [key, value]));
  };
  it("are told by share", () =>
    expect(summaryOf(Array.from({ length: 100 }, (_, n) => n + 1))).toMatchObject({
      Mean: 51n,
      Median: 50n,
      Fastest: 1n,
      "Quintile 1": 20n,
      "Quintile 5": 100n,
      "90%": 90n,
      "99.5%": 100n,
      Highest: 100n,
    }));
  it("are 0 before the first answer", () => expect(new Set(Object.values(summaryOf([])))).toEqual(new Set([0n])));
  it("are those of the newest thousand", () =>
    expect(
      summaryOf([...Array.from({ length: 1000 }, () => 900), ...Array.from({ length: 1000 }, () => 5)]),
    ).toMatchObject({
      Highest: 5n,
    }));
});
