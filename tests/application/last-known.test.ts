import { afterEach, describe, expect, it, vi } from "vitest";
import { type EventStore, StoreUnavailable } from "#application/ports/event-store.js";
import { offerer } from "#domain/offerer/decider.js";
import { createFactories } from "#sandbox/factories/index.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";
import { writeSide } from "#tests/support/write-side.js";

/** A store that can be away: then it neither answers reads nor feeds anybody. */
const storeThatLeaves = () => {
  const inner = memoryEventStore();
  let isAway = false;
  const eventStore: EventStore = {
    ...inner,
    readStream: async function* (stream, options) {
      if (isAway) throw new StoreUnavailable("away");
      yield* inner.readStream(stream, options);
    },
    readLast: (stream) => (isAway ? Promise.reject(new StoreUnavailable("away")) : inner.readLast(stream)),
  };
  return {
    eventStore,
    leave: () => {
      isAway = true;
    },
  };
};

afterEach(() => vi.useRealTimers());

describe("while the event store is away", () => {
  it("what was known answers those who only want to read; nobody else, and not what was never known", async () => {
    const { eventStore, leave } = storeThatLeaves();
    const side = await writeSide(eventStore);
    const { offererId } = await createFactories(side).offerers.create();
    const known = await side.load(offerer, offererId, { fresh: true });
    leave();
    vi.useFakeTimers({ toFake: ["performance"] }).advanceTimersByTime(5_000); // nothing is fresh any more
    expect(await side.load(offerer, offererId, { fresh: true, orLastKnown: true })).toEqual(known);
    await expect(side.load(offerer, offererId, { fresh: true })).rejects.toThrow(StoreUnavailable);
    await expect(side.load(offerer, 404, { orLastKnown: true })).rejects.toThrow(StoreUnavailable);
  });
});
