import {
  END,
  eventTypeFilter,
  PARK,
  START,
  persistentSubscriptionToAllSettingsFromDefaults as settings,
  streamNameFilter,
} from "@eventstore/db-client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { consume } from "./consume.js";
import type { StoreUnderTest } from "./store.js";
import { all, failureOf, freshStream, noted, notedUpTo, openStoreUnderTest } from "./store.js";

/** Groups that subscribe to $all: eventstore-protocol.md, sections 6.1 and 6.2. */

let store: StoreUnderTest;
let group: string;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());
beforeEach(() => {
  group = freshStream("group");
});
afterEach(() => store.client.deletePersistentSubscriptionToAll(group).catch(() => undefined));

const positionAfter = async (): Promise<{ commit: bigint; prepare: bigint }> => {
  const { position } = await store.client.appendToStream(freshStream(), noted(-2));
  return position ?? { commit: 0n, prepare: 0n };
};

describe("a group of $all", () => {
  it("begins at its start, inclusive, and delivers what follows in order", async () => {
    const stream = freshStream();
    const { position } = await store.client.appendToStream(stream, noted(0));
    await store.client.createPersistentSubscriptionToAll(group, settings({ startFrom: position ?? START }));
    const consumed = consume(store.client.subscribeToPersistentSubscriptionToAll(group));
    await store.client.appendToStream(stream, noted(1));
    const own = (): number[] =>
      consumed.events
        .filter(({ event }) => event?.streamId === stream)
        .map(({ event }) => ((event?.data ?? {}) as { n?: number }).n ?? -1);
    await expect.poll(own).toEqual([0, 1]);
    expect(consumed.events[0]?.event?.position).toEqual(position);
    await consumed.stop();
  });

  it("from the end delivers only what is written from its creation on, its own definition included", async () => {
    const stream = freshStream();
    await store.client.appendToStream(stream, noted(4));
    await store.client.createPersistentSubscriptionToAll(group, settings({ startFrom: END }));
    await store.client.appendToStream(stream, noted(5));
    const consumed = consume(store.client.subscribeToPersistentSubscriptionToAll(group));
    await expect.poll(() => consumed.numbers).toContain(5);
    expect(consumed.numbers).not.toContain(4);
    const definition = consumed.events.find(({ event }) => event?.type === "$PersistentConfig")?.event;
    expect(definition?.streamId).toBe("$persistentSubscriptionConfig");
    expect(JSON.stringify(definition?.data)).toContain(group);
    await consumed.stop();
  });

  it.each([
    ["a prefix of the stream name", (tag: string) => streamNameFilter({ prefixes: [tag] })],
    ["a regular expression on the stream name", (tag: string) => streamNameFilter({ regex: `^${tag}` })],
    ["a prefix of the event type", (tag: string) => eventTypeFilter({ prefixes: [tag] })],
    ["a regular expression on the event type", (tag: string) => eventTypeFilter({ regex: `^${tag}` })],
  ])("delivers what matches %s and nothing else", async (_, filterFor) => {
    const tag = freshStream("tag").replaceAll("-", "");
    const write = async (n: number): Promise<void> => {
      await store.client.appendToStream(tag, { ...noted(n), type: tag });
      await store.client.appendToStream(freshStream(), noted(1000 + n));
    };
    for (const n of [0, 1, 2]) await write(n);
    await store.client.createPersistentSubscriptionToAll(group, settings({ startFrom: START }), {
      filter: filterFor(tag),
    });
    const consumed = consume(store.client.subscribeToPersistentSubscriptionToAll(group));
    await consumed.count(3);
    await write(3);
    await consumed.count(4);
    expect(consumed.numbers).toEqual([0, 1, 2, 3]);
    await consumed.stop();
  });

  it("with a pattern that cannot be compiled is refused", async () => {
    const filter = streamNameFilter({ regex: "([" });
    const error = await failureOf(store.client.createPersistentSubscriptionToAll(group, settings(), { filter }));
    expect(error).toBeInstanceOf(Error);
  });

  it("marks how far it is by position, past what its filter leaves out", async () => {
    const startFrom = await positionAfter();
    await store.client.createPersistentSubscriptionToAll(
      group,
      settings({ startFrom, checkPointLowerBound: 1, checkPointAfter: 100 }),
      { filter: streamNameFilter({ prefixes: ["nobody-has-this-name"] }) },
    );
    const { position } = await store.client.appendToStream(freshStream(), notedUpTo(300));
    await expect
      .poll(
        async () =>
          (await store.client.getPersistentSubscriptionToAllInfo(group)).stats.lastCheckpointedEventPosition?.commit ??
          0n,
        { timeout: 10_000 },
      )
      .toBeGreaterThanOrEqual(position?.commit ?? 0n);
  });

  it("parks links to the events' own streams, which do not show in $all", async () => {
    const tag = freshStream("tag");
    await store.client.appendToStream(tag, notedUpTo(2));
    await store.client.createPersistentSubscriptionToAll(group, settings({ startFrom: START }), {
      filter: streamNameFilter({ prefixes: [tag] }),
    });
    const before = await positionAfter();
    const consumed = consume(store.client.subscribeToPersistentSubscriptionToAll(group), (event, subscription) =>
      consumed.events.length > 2 ? subscription.ack(event) : subscription.nack(PARK, "no", event),
    );
    await consumed.count(2);
    const parkedCount = async (): Promise<bigint> =>
      (await store.client.getPersistentSubscriptionToAllInfo(group)).stats.parkedMessageCount;
    await expect.poll(parkedCount).toBe(2n);
    const parked = `$persistentsubscription-$all::${group}-parked`;
    const [link] = await all(store.client.readStream(parked));
    expect(Buffer.from(link?.event?.data as Uint8Array).toString()).toBe(`0@${tag}`);
    const streams = (await all(store.client.readAll({ fromPosition: before }))).map(({ event }) => event?.streamId);
    expect(streams).not.toContain(parked);
    await store.client.replayParkedMessagesToAll(group);
    await consumed.count(4);
    expect(consumed.numbers).toEqual([0, 1, 0, 1]);
    await expect.poll(parkedCount).toBe(0n);
    await consumed.stop();
  });

  it("delivers two events of one id, of two streams", async () => {
    const startFrom = await positionAfter();
    const one = noted(1);
    const streams = [freshStream(), freshStream()];
    for (const stream of streams) await store.client.appendToStream(stream, one);
    await store.client.createPersistentSubscriptionToAll(group, settings({ startFrom }));
    const consumed = consume(store.client.subscribeToPersistentSubscriptionToAll(group));
    await expect.poll(() => consumed.events.filter(({ event }) => event?.id === one.id).length).toBe(2);
    await consumed.stop();
  });
});
