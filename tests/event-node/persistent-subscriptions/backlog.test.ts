import { describe, expect, it } from "vitest";
import type { Offer } from "#event-node/persistent-subscriptions/backlog.js";
import { Backlog } from "#event-node/persistent-subscriptions/backlog.js";
import type { Entry } from "#event-node/persistent-subscriptions/entry.js";
import { roomIn } from "#event-node/persistent-subscriptions/room.js";
import { entry } from "./entries.js";

/** Offers all, answers which were taken. */
const offered = (backlog: Backlog, answer: (entry: Entry) => Offer = () => "taken"): string[] => {
  const taken: string[] = [];
  backlog.offer((one) => {
    const offer = answer(one);
    if (offer === "taken") taken.push(one.id);
    return offer;
  });
  return taken;
};

describe("the events that wait", () => {
  it("are offered as retries by place, then replays, then new ones", () => {
    const backlog = new Backlog();
    backlog.addFresh([entry(7), entry(8)]);
    backlog.addReplays([entry(0, { id: "parked-0", replayed: true })]);
    backlog.addRetries([entry(5), entry(1, { id: "parked-1", replayed: true })]);
    backlog.addRetries([entry(3)]);
    expect(offered(backlog)).toEqual(["event-3", "event-5", "parked-1", "parked-0", "event-7", "event-8"]);
    expect([backlog.retryCount, backlog.replayCount, backlog.freshCount]).toEqual([0, 0, 0]);
  });
  it("keep their places when they must wait, while others go", () => {
    const backlog = new Backlog();
    backlog.addFresh([1, 2, 3, 4].map((place) => entry(place)));
    expect(offered(backlog, ({ place }) => (place % 2n === 0n ? "wait" : "taken"))).toEqual(["event-1", "event-3"]);
    expect(offered(backlog)).toEqual(["event-2", "event-4"]);
  });
  it("stay as they are once nobody has room", () => {
    const backlog = new Backlog();
    backlog.addRetries([entry(1)]);
    backlog.addFresh([2, 3, 4].map((place) => entry(place)));
    expect(offered(backlog, ({ place }) => (place < 3n ? "taken" : "stop"))).toEqual(["event-1", "event-2"]);
    expect(offered(backlog)).toEqual(["event-3", "event-4"]);
  });
});

describe("the room to read", () => {
  const sizes = { liveBufferSize: 50, historyBufferSize: 100, readBatchSize: 20 };
  it("is there for history when a batch fits", () =>
    expect([0, 80, 81, 100].map((held) => roomIn(sizes, false, held))).toEqual([100, 20, 0, 0]));
  it("is there for what comes live while there is any", () =>
    expect([0, 49, 50, 60].map((held) => roomIn(sizes, true, held))).toEqual([50, 1, 0, 0]));
  it("has a bound of its own, whatever is asked for", () =>
    expect(roomIn({ ...sizes, historyBufferSize: 2 ** 31 - 1, readBatchSize: 2 ** 31 - 2 }, false, 0)).toBe(10_000));
});
