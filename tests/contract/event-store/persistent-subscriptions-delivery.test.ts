import type { EventData, PersistentSubscriptionToStreamSettings } from "@eventstore/db-client";
import {
  binaryEvent,
  END,
  PARK,
  PersistentSubscriptionMaximumSubscribersReachedError,
  RETRY,
  SKIP,
  START,
  STOP,
  persistentSubscriptionToStreamSettingsFromDefaults as settings,
} from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Consumed } from "./consume.js";
import { acknowledge, consume, sayNothing } from "./consume.js";
import type { StoreUnderTest } from "./store.js";
import { failureOf, freshStream, noted, notedUpTo, openStoreUnderTest } from "./store.js";

/** How a group hands out events and hears the answers: eventstore-protocol.md, section 6.2. */

let store: StoreUnderTest;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());

const GROUP = "readers";
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** A stream with these events and a group that reads it from the start. */
const streamOf = async (
  events: number | readonly EventData[],
  asked: Partial<PersistentSubscriptionToStreamSettings> = {},
): Promise<string> => {
  const stream = freshStream();
  const list = typeof events === "number" ? notedUpTo(events) : [...events];
  if (list.length > 0) await store.client.appendToStream(stream, list);
  await store.client.createPersistentSubscriptionToStream(stream, GROUP, settings({ startFrom: START, ...asked }));
  return stream;
};

const read = (
  stream: string,
  bufferSize = 10,
): ReturnType<StoreUnderTest["client"]["subscribeToPersistentSubscriptionToStream"]> =>
  store.client.subscribeToPersistentSubscriptionToStream(stream, GROUP, { bufferSize });

const infoOf = (stream: string): ReturnType<StoreUnderTest["client"]["getPersistentSubscriptionToStreamInfo"]> =>
  store.client.getPersistentSubscriptionToStreamInfo(stream, GROUP);

const retries = ({ events }: Consumed): number[] => events.map(({ retryCount }) => retryCount);

describe("a group", () => {
  it("delivers history and what comes, each event once and in order", async () => {
    const stream = await streamOf(1200);
    const consumed = consume(read(stream));
    const writing = (async () => {
      for (let n = 1200; n < 1300; n++) await store.client.appendToStream(stream, noted(n));
    })();
    await consumed.count(1300);
    await writing;
    expect(consumed.numbers).toEqual(upTo(1300));
    expect(new Set(retries(consumed))).toEqual(new Set([0]));
    await consumed.stop();
  });

  it("begins at its start, inclusive", async () => {
    const stream = await streamOf(6, { startFrom: 4n });
    const consumed = consume(read(stream));
    await consumed.count(2);
    expect(consumed.numbers).toEqual([4, 5]);
    await consumed.stop();
  });

  it("from the end delivers only what is written after its creation", async () => {
    const stream = await streamOf(5, { startFrom: END });
    await store.client.appendToStream(stream, noted(77));
    const consumed = consume(read(stream));
    await consumed.count(1);
    expect(consumed.numbers).toEqual([77]);
    await consumed.stop();
  });

  it("of a stream that is not there yet waits for it", async () => {
    const stream = await streamOf(0);
    const consumed = consume(read(stream));
    await consumed.confirmed;
    await store.client.appendToStream(stream, noted(1));
    await consumed.count(1);
    expect(consumed.numbers).toEqual([1]);
    await consumed.stop();
  });

  it("gives a consumer no more than it takes unanswered", async () => {
    const stream = await streamOf(50);
    const consumed = consume(read(stream, 7), sayNothing);
    await consumed.count(7);
    await expect.poll(async () => (await infoOf(stream)).stats.outstandingMessagesCount).toBe(7);
    expect(consumed.numbers).toEqual(upTo(7));
    await consumed.stop();
  });

  it("takes several answers in one", async () => {
    const stream = await streamOf(20);
    const consumed = consume(read(stream, 10), (_, subscription) =>
      consumed.events.length === 10 ? subscription.ack(...consumed.events) : undefined,
    );
    await consumed.count(20);
    expect(consumed.numbers).toEqual(upTo(20));
    await consumed.stop();
  });

  it("resolves links when asked to, and is answered by the link's id", async () => {
    const target = freshStream("target");
    await store.client.appendToStream(target, notedUpTo(2));
    const links = [`1@${target}`, `9@${target}`, `0@${target}`].map((data) =>
      binaryEvent({ type: "$>", data: Buffer.from(data) }),
    );
    const stream = await streamOf(links, { resolveLinkTos: true });
    const consumed = consume(read(stream, 1));
    await consumed.count(3);
    const [first, broken, last] = consumed.events;
    expect(first?.event).toMatchObject({ streamId: target, revision: 1n });
    expect(first?.link).toMatchObject({ streamId: stream, revision: 0n });
    expect(first?.event?.position).toEqual(first?.link?.position);
    expect(broken?.event).toBeUndefined();
    expect(broken?.link).toMatchObject({ revision: 1n });
    expect(last?.event).toMatchObject({ revision: 0n });
    await consumed.stop();
  });
});

describe("an event that a consumer refuses", () => {
  it("comes again on retry, counted, until it is parked", async () => {
    const stream = await streamOf(1, { maxRetryCount: 3 });
    const consumed = consume(read(stream), (event, subscription) => subscription.nack(RETRY, "not now", event));
    await consumed.count(4);
    await expect.poll(async () => (await infoOf(stream)).stats.parkedMessageCount).toBe(1n);
    expect(retries(consumed)).toEqual([0, 1, 2, 3]);
    await consumed.stop();
  });

  it("comes again before newer ones", async () => {
    const stream = await streamOf(6);
    const consumed = consume(read(stream, 1), (event, subscription) =>
      event.retryCount === 0 && event.event?.revision === 2n
        ? subscription.nack(RETRY, "not now", event)
        : subscription.ack(event),
    );
    await consumed.count(7);
    expect(consumed.numbers).toEqual([0, 1, 2, 2, 3, 4, 5]);
    await consumed.stop();
  });

  it("follows what earlier answers made room for, however many answers come at once", async () => {
    const stream = await streamOf(20);
    const consumed = consume(read(stream, 10), (event, subscription) => {
      if (consumed.events.length > 10) return subscription.ack(event);
      if (consumed.events.length < 10) return;
      const done = consumed.events.slice(0, 5).map((early) => subscription.nack(SKIP, "done", early));
      const again = consumed.events.slice(5).map((late) => subscription.nack(RETRY, "not now", late));
      return Promise.all([...done, ...again]).then(() => undefined);
    });
    await consumed.count(25);
    expect(consumed.numbers).toEqual([...upTo(15), 5, 6, 7, 8, 9, 15, 16, 17, 18, 19]);
    await consumed.stop();
  });

  it.each([SKIP, STOP] as const)("is done with on %s, and the consumer stays", async (action) => {
    const stream = await streamOf(5);
    const consumed = consume(read(stream), (event, subscription) => subscription.nack(action, "no", event));
    await consumed.count(5);
    await store.client.appendToStream(stream, noted(5));
    await consumed.count(6);
    expect(consumed.numbers).toEqual(upTo(6));
    expect((await infoOf(stream)).stats.parkedMessageCount).toBe(0n);
    await consumed.stop();
  });

  it("is put aside on park", async () => {
    const stream = await streamOf(5);
    const consumed = consume(read(stream), (event, subscription) =>
      event.event?.revision === 1n ? subscription.nack(PARK, "no", event) : subscription.ack(event),
    );
    await consumed.count(5);
    await expect.poll(async () => (await infoOf(stream)).stats.parkedMessageCount).toBe(1n);
    expect(consumed.numbers).toEqual(upTo(5));
    await consumed.stop();
  });

  it("and several others are refused in one answer", async () => {
    const stream = await streamOf(6);
    const consumed = consume(read(stream, 6), async (_, subscription) => {
      if (consumed.events.length === 6) await subscription.nack(RETRY, "all", ...consumed.events);
      if (consumed.events.length > 6) await subscription.ack(...consumed.events.slice(-1));
    });
    await consumed.count(12);
    expect(consumed.numbers).toEqual([...upTo(6), ...upTo(6)]);
    expect(retries(consumed).slice(6)).toEqual([1, 1, 1, 1, 1, 1]);
    await consumed.stop();
  });
});

describe("an event without an answer", () => {
  it("comes again when its time is over, and is parked in the end", async () => {
    const stream = await streamOf(1, { messageTimeout: 500, maxRetryCount: 1 });
    const consumed = consume(read(stream), sayNothing);
    await consumed.count(2);
    await expect.poll(async () => (await infoOf(stream)).stats.parkedMessageCount, { timeout: 10_000 }).toBe(1n);
    expect(retries(consumed)).toEqual([0, 1]);
    await consumed.stop();
  });

  it("goes to another consumer when its own goes away", async () => {
    const stream = await streamOf(5, { maxRetryCount: 0 });
    const leaving = consume(read(stream, 5), sayNothing);
    await leaving.count(5);
    await leaving.stop();
    const staying = consume(read(stream, 5));
    await staying.count(5);
    expect(staying.numbers).toEqual(upTo(5));
    expect(retries(staying)).toEqual([1, 1, 1, 1, 1]);
    await staying.stop();
  });
});

describe("several consumers", () => {
  const both = async (stream: string, bufferSize: number): Promise<[Consumed, Consumed]> => {
    const [one, two] = [consume(read(stream, bufferSize)), consume(read(stream, bufferSize))];
    await Promise.all([one.confirmed, two.confirmed]);
    return [one, two];
  };
  const untilAll = (consumers: readonly Consumed[], count: number): Promise<void> =>
    expect.poll(() => consumers.reduce((sum, { events }) => sum + events.length, 0), { timeout: 10_000 }).toBe(count);
  const stopAll = async (consumers: readonly Consumed[]): Promise<void> => {
    for (const consumer of consumers) await consumer.stop();
  };

  it("get events in turn with RoundRobin", async () => {
    const stream = await streamOf(0, { consumerStrategyName: "RoundRobin" });
    const consumers = await both(stream, 10);
    for (const n of upTo(10)) await store.client.appendToStream(stream, noted(n));
    await untilAll(consumers, 10);
    expect(consumers.map(({ events }) => events.length)).toEqual([5, 5]);
    await stopAll(consumers);
  });

  it("wait for the first to be full with DispatchToSingle", async () => {
    const stream = await streamOf(0, { consumerStrategyName: "DispatchToSingle" });
    const one = consume(read(stream, 6), sayNothing);
    await one.confirmed;
    const two = consume(read(stream, 6), sayNothing);
    await two.confirmed;
    await store.client.appendToStream(stream, notedUpTo(9));
    await untilAll([one, two], 9);
    expect([one.events.length, two.events.length].sort()).toEqual([3, 6]);
    await stopAll([one, two]);
  });

  it("keep to their source streams with Pinned", async () => {
    const sources = upTo(20).map((n) => freshStream(`source${n}`));
    const links: EventData[] = [];
    for (const source of sources) await store.client.appendToStream(source, notedUpTo(5));
    for (const n of upTo(5))
      for (const source of sources) links.push(binaryEvent({ type: "$>", data: Buffer.from(`${n}@${source}`) }));
    const stream = await streamOf(0, { consumerStrategyName: "Pinned", resolveLinkTos: true });
    const consumers = await both(stream, 4);
    await store.client.appendToStream(stream, links);
    await untilAll(consumers, 100);
    const [one, two] = consumers.map(({ events }) => new Set(events.map(({ event }) => event?.streamId)));
    expect([...(one ?? [])].filter((source) => two?.has(source))).toEqual([]);
    expect((one?.size ?? 0) + (two?.size ?? 0)).toBe(20);
    for (const { events } of consumers) {
      for (const source of sources) {
        const own = events.filter(({ event }) => event?.streamId === source).map(({ event }) => event?.revision);
        expect(own).toEqual([...own].sort());
      }
    }
    await stopAll(consumers);
  });

  it("hand their source streams over with Pinned when they go", async () => {
    const stream = await streamOf(0, { consumerStrategyName: "Pinned" });
    const consumers = await both(stream, 10);
    await store.client.appendToStream(stream, notedUpTo(3));
    await untilAll(consumers, 3);
    const owner = consumers.find(({ events }) => events.length === 3);
    const other = consumers.find(({ events }) => events.length === 0);
    expect(owner).toBeDefined();
    await owner?.stop();
    await expect.poll(async () => (await infoOf(stream)).connections.length).toBe(1);
    await store.client.appendToStream(stream, noted(3));
    await other?.count(1);
    expect(other?.numbers.at(-1)).toBe(3);
    await other?.stop();
  });

  it("are no more than the group allows", async () => {
    const stream = await streamOf(0, { maxSubscriberCount: 1 });
    const first = consume(read(stream));
    await first.confirmed;
    const second = consume(read(stream));
    const error = await failureOf(second.ended);
    expect(error).toBeInstanceOf(PersistentSubscriptionMaximumSubscribersReachedError);
    expect(error).toMatchObject({ streamName: stream, groupName: GROUP });
    await first.stop();
    await expect.poll(async () => (await infoOf(stream)).connections.length).toBe(0);
    const third = consume(read(stream));
    await third.confirmed;
    await third.stop();
  });
});

describe("a checkpoint", () => {
  it("is what a later consumer goes on behind, after an update that would start elsewhere", async () => {
    const stream = await streamOf(40, { checkPointLowerBound: 1, checkPointUpperBound: 5 });
    const consumed = consume(read(stream));
    await consumed.count(40);
    await expect
      .poll(async () => (await infoOf(stream)).stats.lastCheckpointedEventRevision, { timeout: 10_000 })
      .toBe(39n);
    await consumed.stop();
    await store.client.updatePersistentSubscriptionToStream(stream, GROUP, settings({ startFrom: START }));
    await store.client.appendToStream(stream, noted(40));
    const again = consume(read(stream));
    await again.count(1);
    expect(again.numbers).toEqual([40]);
    await again.stop();
  });

  it("does not pass an event that is not handled", async () => {
    const stream = await streamOf(30, { checkPointLowerBound: 1, checkPointUpperBound: 5, checkPointAfter: 100 });
    const consumed = consume(read(stream), (event, subscription) =>
      event.event?.revision === 12n ? sayNothing(event, subscription) : acknowledge(event, subscription),
    );
    await consumed.count(30);
    await expect
      .poll(async () => (await infoOf(stream)).stats.lastCheckpointedEventRevision, { timeout: 10_000 })
      .toBe(11n);
    await consumed.stop();
  });
});
