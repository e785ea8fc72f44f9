import { describe, expect, it } from "vitest";
import { InFlight } from "#event-node/persistent-subscriptions/in-flight.js";
import { consequenceOf, refusalOf } from "#event-node/persistent-subscriptions/retries.js";
import { entry, placesOf } from "./entries.js";

/** The table of nack actions in eventstore-protocol.md, section 6.2. */

const rule = { maxRetryCount: 2, reason: "broken" };

describe("a refused event", () => {
  it("comes again while it may, counted", () => {
    expect(consequenceOf("retry", entry(1), rule)).toEqual({ kind: "again", entry: entry(1, { retryCount: 1 }) });
    expect(consequenceOf("expired", entry(1, { retryCount: 1 }), rule)).toMatchObject({ kind: "again" });
  });
  it.each(["retry", "expired"] as const)("is parked when it was tried often enough, on %s", (refusal) =>
    expect(consequenceOf(refusal, entry(1, { retryCount: 2 }), rule)).toEqual({
      kind: "park",
      reason: "Reached retry count of 2",
    }),
  );
  it("is parked at once when that is asked for, with the reason", () =>
    expect(consequenceOf("park", entry(1), rule)).toEqual({
      kind: "park",
      reason: "Client explicitly NAK'ed message.\nbroken",
    }));
  it.each(["skip", "stop"] as const)("counts as handled on %s", (refusal) =>
    expect(consequenceOf(refusal, entry(1), rule)).toEqual({ kind: "handled" }),
  );
  it("has its action by number, unknown ones meaning retry", () =>
    expect([0, 1, 2, 3, 4, 99].map(refusalOf)).toEqual(["retry", "park", "retry", "skip", "stop", "retry"]));
});

describe("events under way", () => {
  const flown = (timeoutMs: number): InFlight<string> => {
    const inFlight = new InFlight<string>(timeoutMs);
    for (const place of [1, 2, 3])
      inFlight.add({ entry: entry(place), consumer: place === 2 ? "b" : "a", sentAt: place * 100 });
    return inFlight;
  };
  it("expire in the order in which they were sent", () => {
    const inFlight = flown(1000);
    expect(inFlight.takeExpired(1099)).toEqual([]);
    expect(placesOf(inFlight.takeExpired(1200).map((flight) => flight.entry))).toEqual([1, 2]);
    expect(inFlight.size).toBe(1);
  });
  it("expire at once with a timeout of 0", () => expect(flown(0).takeExpired(300)).toHaveLength(3));
  it("are answered once", () => {
    const inFlight = flown(1000);
    expect(inFlight.take("event-2")?.consumer).toBe("b");
    expect(inFlight.take("event-2")).toBeUndefined();
    expect(inFlight.take("unknown")).toBeUndefined();
  });
  it("leave with their consumer", () => {
    const inFlight = flown(1000);
    expect(placesOf(inFlight.takeFrom("a").map((flight) => flight.entry))).toEqual([1, 3]);
    expect(inFlight.size).toBe(1);
  });
});
