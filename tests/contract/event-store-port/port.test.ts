import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type EventStore,
  type FeedItem,
  type NewEvent,
  type StoredEvent,
  WrongExpectedRevision,
} from "#application/ports/event-store.js";
import { connectEventStore } from "#infrastructure/eventstore/adapter.js";
import { openServerUnderTest } from "#tests/contract/event-store/server.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";

const stores = {
  "in memory": async () => ({ eventStore: memoryEventStore(), stop: async () => undefined }),
  "of a server, through the adapter": async () => {
    const { url, stop } = await openServerUnderTest();
    return { eventStore: connectEventStore(url), stop };
  },
};

const note = (n: number, id: string = randomUUID()): NewEvent => ({
  id,
  type: "Noted",
  data: { n },
  metadata: { by: "test" },
});
const notes = (count: number): NewEvent[] => Array.from({ length: count }, (_, n) => note(n));
const collect = async (events: AsyncIterable<StoredEvent>): Promise<StoredEvent[]> => {
  const all: StoredEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
};
const numbers = (events: readonly StoredEvent[]): unknown[] => events.map(({ data }) => (data as { n: number }).n);

/** What src/application relies on. The log of the store under test may hold anything already. */
describe.each(Object.entries(stores))("the event store %s", (_, open) => {
  let eventStore: EventStore;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ eventStore, stop } = await open());
  });
  afterAll(async () => {
    await eventStore.close();
    await stop();
  });
  /** A stream of its own in a category of its own, so that what else is in the log does no harm. */
  const fresh = () => {
    const category = `c${randomUUID().replaceAll("-", "")}`;
    return { category, stream: `${category}-1`, other: `${category}-2` };
  };

  describe("appends", () => {
    it("at the revision that the writer knows, and says where the last event stands", async () => {
      const { stream } = fresh();
      const first = await eventStore.append(stream, "none", notes(2));
      const second = await eventStore.append(stream, 1n, notes(1));
      expect([first.revision, second.revision]).toEqual([1n, 2n]);
      expect(second.position).toBeGreaterThan(first.position);
      expect((await eventStore.readLast(stream))?.position).toBe(second.position);
    });
    it("nothing where somebody else was first", async () => {
      const { stream } = fresh();
      await eventStore.append(stream, "none", notes(2));
      for (const expected of ["none", 0n, 2n] as const)
        await expect(eventStore.append(stream, expected, notes(1))).rejects.toThrow(WrongExpectedRevision);
      await expect(eventStore.append(fresh().stream, 0n, notes(1))).rejects.toThrow(WrongExpectedRevision);
      expect(await collect(eventStore.readStream(stream))).toHaveLength(2);
    });
    it("to any stream whatever its revision, when told so", async () => {
      const { stream } = fresh();
      await eventStore.append(stream, "any", notes(1));
      expect(await eventStore.append(stream, "any", notes(1))).toMatchObject({ revision: 1n });
    });
    it("one of many that come at once at one revision", async () => {
      const { stream } = fresh();
      const answers = await Promise.allSettled(
        Array.from({ length: 20 }, () => eventStore.append(stream, "none", notes(1))),
      );
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    });
  });

  describe("recognises a repeated append", () => {
    it("by its ids at its revision, also when others wrote behind it, and answers as the first time", async () => {
      const { stream } = fresh();
      await eventStore.append(stream, "none", notes(1));
      const events = notes(2);
      const answer = await eventStore.append(stream, 0n, events);
      await eventStore.append(stream, 2n, notes(1));
      expect(await eventStore.append(stream, 0n, events)).toEqual(answer);
      expect(await collect(eventStore.readStream(stream))).toHaveLength(4);
    });
    it("of a new stream", async () => {
      const { stream } = fresh();
      const events = notes(2);
      const answer = await eventStore.append(stream, "none", events);
      expect(await eventStore.append(stream, "none", events)).toEqual(answer);
      expect(await eventStore.append(stream, "none", events.slice(0, 1))).toMatchObject({ revision: 0n });
    });
    it("only when the list of ids is the same from its first to its last", async () => {
      const { stream } = fresh();
      const events = notes(2);
      await eventStore.append(stream, "none", events);
      for (const changed of [[...events, note(9)], [...events].reverse(), events.slice(1)])
        await expect(eventStore.append(stream, "none", changed)).rejects.toThrow(WrongExpectedRevision);
    });
    it("and writes it again where the revision says that it is meant again", async () => {
      const { stream } = fresh();
      const events = notes(1);
      await eventStore.append(stream, "none", events);
      expect(await eventStore.append(stream, 0n, events)).toMatchObject({ revision: 1n });
    });
  });

  describe("reads", () => {
    it("a stream in order, from a revision on, with all that was written", async () => {
      const { stream } = fresh();
      const [first, ...rest] = notes(5);
      if (first === undefined) throw new Error("no event");
      await eventStore.append(stream, "none", [first, ...rest]);
      const all = await collect(eventStore.readStream(stream));
      expect(numbers(all)).toEqual([0, 1, 2, 3, 4]);
      expect(all[0]).toMatchObject({ ...first, stream, revision: 0n });
      expect(all[0]?.created).toBeInstanceOf(Date);
      expect(numbers(await collect(eventStore.readStream(stream, { from: 3n })))).toEqual([3, 4]);
      expect(await collect(eventStore.readStream(stream, { from: 5n }))).toEqual([]);
    });
    it("nothing from a stream that is not there", async () => {
      const { stream } = fresh();
      expect(await collect(eventStore.readStream(stream))).toEqual([]);
      expect(await eventStore.readLast(stream)).toBeUndefined();
    });
    it("as JSON gives it: what is undefined is not there", async () => {
      const { stream } = fresh();
      await eventStore.append(stream, "none", [{ ...note(1), data: { n: 1, gone: undefined, text: "Ünï" } }]);
      expect((await eventStore.readLast(stream))?.data).toStrictEqual({ n: 1, text: "Ünï" });
    });
    it("the log after a position, of some categories only", async () => {
      const { category, stream, other } = fresh();
      await eventStore.append(stream, "none", notes(2));
      const { position } = await eventStore.append(other, "none", [note(2)]);
      await eventStore.append(fresh().stream, "none", [note(99)]);
      await eventStore.append(stream, 1n, [note(3)]);
      expect(numbers(await collect(eventStore.readAll({ categories: [category] })))).toEqual([0, 1, 2, 3]);
      expect(numbers(await collect(eventStore.readAll({ categories: [category], after: position })))).toEqual([3]);
    });
    it("only the last events of a stream that keeps no more, whose revisions go on", async () => {
      const { stream } = fresh();
      await eventStore.append(stream, "none", notes(3));
      await eventStore.keepLast(stream, 1);
      expect(numbers(await collect(eventStore.readStream(stream)))).toEqual([2]);
      expect(await eventStore.append(stream, 2n, [note(3)])).toMatchObject({ revision: 3n });
      expect(numbers(await collect(eventStore.readStream(stream)))).toEqual([3]);
    });
  });

  describe("subscribes", () => {
    it("to history, says when it is over, and to what is appended then, in order and once", async () => {
      const { category, stream } = fresh();
      await eventStore.append(stream, "none", notes(2));
      const items = await followUntil({ categories: [category] }, 4, () =>
        eventStore.append(stream, 1n, notes(4).slice(2)),
      );
      expect(items).toEqual([0, 1, "caught_up", 2, 3]);
    });
    it("to what comes from now on", async () => {
      const { category, stream } = fresh();
      await eventStore.append(stream, "none", notes(2));
      const items = await followUntil({ categories: [category], after: "end" }, 1, () =>
        eventStore.append(stream, 1n, [note(2)]),
      );
      expect(items).toEqual(["caught_up", 2]);
    });

    /** The numbers of so many events, with the moment at which history was over; `live` is done at that moment. */
    const followUntil = async (
      options: Parameters<EventStore["readAll"]>[0],
      count: number,
      live: () => Promise<unknown>,
    ): Promise<unknown[]> => {
      const stopping = new AbortController();
      const seen: unknown[] = [];
      for await (const item of eventStore.subscribeAll({ ...options, signal: stopping.signal })) {
        if (item.kind === "checkpoint") continue;
        if (item.kind === "caught_up") await live();
        seen.push(labelOf(item));
        if (seen.length === count + 1) stopping.abort();
      }
      return seen;
    };
  });
});

const labelOf = (item: FeedItem): unknown => (item.kind === "event" ? (item.event.data as { n: number }).n : item.kind);
