import {
  persistentSubscriptionToAllSettingsFromDefaults as allSettings,
  END,
  PersistentSubscriptionDoesNotExistError,
  PersistentSubscriptionDroppedError,
  PersistentSubscriptionExistsError,
  PersistentSubscriptionFailedError,
  START,
  persistentSubscriptionToStreamSettingsFromDefaults as settings,
  streamNameFilter,
} from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consume } from "./consume.js";
import type { StoreUnderTest } from "./store.js";
import { failureOf, freshStream, noted, notedUpTo, openStoreUnderTest } from "./store.js";

/** Defining groups, and asking about them: eventstore-protocol.md, sections 6.1 and 6.3. */

let store: StoreUnderTest;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());

const GROUP = "readers";

describe("creating a group", () => {
  it("a second time is refused, with the names in the error", async () => {
    const stream = freshStream();
    await store.client.createPersistentSubscriptionToStream(stream, GROUP, settings());
    const error = await failureOf(store.client.createPersistentSubscriptionToStream(stream, GROUP, settings()));
    expect(error).toBeInstanceOf(PersistentSubscriptionExistsError);
    expect(error).toMatchObject({ streamName: stream, groupName: GROUP });
  });

  it("to $all a second time is refused too", async () => {
    const group = freshStream("group");
    await store.client.createPersistentSubscriptionToAll(group, allSettings());
    const error = await failureOf(store.client.createPersistentSubscriptionToAll(group, allSettings()));
    expect(error).toBeInstanceOf(PersistentSubscriptionExistsError);
    await store.client.deletePersistentSubscriptionToAll(group);
  });

  it("with a read batch as large as the buffer is refused, with the reason", async () => {
    const wrong = settings({ readBatchSize: 20, historyBufferSize: 20 });
    const error = await failureOf(store.client.createPersistentSubscriptionToStream(freshStream(), GROUP, wrong));
    expect(error).toBeInstanceOf(PersistentSubscriptionFailedError);
    expect(error["reason"]).not.toBe("");
  });

  it("to $all from beyond the end of the log is refused", async () => {
    const { position } = await store.client.appendToStream(freshStream(), noted(0));
    const beyond = (position?.commit ?? 0n) + 10_000_000n;
    const wrong = allSettings({ startFrom: { commit: beyond, prepare: beyond } });
    const error = await failureOf(store.client.createPersistentSubscriptionToAll(freshStream("group"), wrong));
    expect(error).toBeInstanceOf(PersistentSubscriptionFailedError);
  });

  it.each(["예약-구독", "การจอง", "🎭🎟️", "with space", "per%cent", "a::b"])("works with the names %s", async (name) => {
    const stream = freshStream(name);
    const { client } = store;
    await client.appendToStream(stream, noted(7));
    await client.createPersistentSubscriptionToStream(stream, name, settings({ startFrom: START }));
    const error = await failureOf(client.createPersistentSubscriptionToStream(stream, name, settings()));
    expect(error).toBeInstanceOf(PersistentSubscriptionExistsError);
    const consumed = consume(client.subscribeToPersistentSubscriptionToStream(stream, name));
    await consumed.count(1);
    expect(consumed.numbers).toEqual([7]);
    await consumed.stop();
    const info = await client.getPersistentSubscriptionToStreamInfo(stream, name);
    expect(info).toMatchObject({ eventSource: stream, groupName: name });
    await client.deletePersistentSubscriptionToStream(stream, name);
  });
});

describe("a group that does not exist", () => {
  const calls: [string, (stream: string) => Promise<unknown>][] = [
    ["updated", (stream) => store.client.updatePersistentSubscriptionToStream(stream, GROUP, settings())],
    ["deleted", (stream) => store.client.deletePersistentSubscriptionToStream(stream, GROUP)],
    ["asked about", (stream) => store.client.getPersistentSubscriptionToStreamInfo(stream, GROUP)],
    ["replayed", (stream) => store.client.replayParkedMessagesToStream(stream, GROUP)],
    ["listed", (stream) => store.client.listPersistentSubscriptionsToStream(stream)],
    ["read", (stream) => consume(store.client.subscribeToPersistentSubscriptionToStream(stream, GROUP)).ended],
    ["updated at $all", (stream) => store.client.updatePersistentSubscriptionToAll(stream, allSettings())],
    ["deleted at $all", (stream) => store.client.deletePersistentSubscriptionToAll(stream)],
    ["asked about at $all", (stream) => store.client.getPersistentSubscriptionToAllInfo(stream)],
    ["replayed at $all", (stream) => store.client.replayParkedMessagesToAll(stream)],
    ["read at $all", (stream) => consume(store.client.subscribeToPersistentSubscriptionToAll(stream)).ended],
  ];
  it.each(calls)("cannot be %s", async (_, call) => {
    expect(await failureOf(call(freshStream()))).toBeInstanceOf(PersistentSubscriptionDoesNotExistError);
  });

  it("is named in the text that applications match on", async () => {
    const stream = freshStream();
    const error = await failureOf(store.client.deletePersistentSubscriptionToStream(stream, GROUP));
    expect(error.message).toContain(`Subscription group ${GROUP} on stream ${stream} does not exist.`);
  });
});

describe("updating a group", () => {
  it("replaces its settings and drops its consumers", async () => {
    const stream = freshStream();
    const { client } = store;
    await client.createPersistentSubscriptionToStream(stream, GROUP, settings({ startFrom: START }));
    const consumed = consume(client.subscribeToPersistentSubscriptionToStream(stream, GROUP));
    await consumed.confirmed;
    await client.updatePersistentSubscriptionToStream(
      stream,
      GROUP,
      settings({ startFrom: 5n, maxRetryCount: 3, resolveLinkTos: true, consumerStrategyName: "Pinned" }),
    );
    expect(await failureOf(consumed.ended)).toBeInstanceOf(PersistentSubscriptionDroppedError);
    const info = await client.getPersistentSubscriptionToStreamInfo(stream, GROUP);
    expect(info.settings).toMatchObject({
      startFrom: 5n,
      maxRetryCount: 3,
      resolveLinkTos: true,
      consumerStrategyName: "Pinned",
    });
  });

  it("to $all leaves its filter as it was", async () => {
    const { client } = store;
    const [group, tag] = [freshStream("group"), freshStream("tag")];
    await client.createPersistentSubscriptionToAll(group, allSettings({ startFrom: START }), {
      filter: streamNameFilter({ prefixes: [tag] }),
    });
    await client.updatePersistentSubscriptionToAll(group, allSettings({ startFrom: START, maxRetryCount: 1 }));
    await client.appendToStream(freshStream(), noted(1));
    await client.appendToStream(tag, noted(2));
    const consumed = consume(client.subscribeToPersistentSubscriptionToAll(group));
    await consumed.count(1);
    expect(consumed.numbers).toEqual([2]);
    await consumed.stop();
    await client.deletePersistentSubscriptionToAll(group);
  });
});

describe("deleting a group", () => {
  it("drops its consumers, and a new one of that name begins anew", async () => {
    const stream = freshStream();
    const { client } = store;
    await client.appendToStream(stream, notedUpTo(30));
    const eager = settings({ startFrom: START, checkPointUpperBound: 1, checkPointLowerBound: 1 });
    await client.createPersistentSubscriptionToStream(stream, GROUP, eager);
    const consumed = consume(client.subscribeToPersistentSubscriptionToStream(stream, GROUP));
    await consumed.count(30);
    await client.deletePersistentSubscriptionToStream(stream, GROUP);
    const error = await failureOf(consumed.ended);
    expect(error).toBeInstanceOf(PersistentSubscriptionDroppedError);
    expect(error).toMatchObject({ streamName: stream, groupName: GROUP });
    await client.createPersistentSubscriptionToStream(stream, GROUP, eager);
    const anew = consume(client.subscribeToPersistentSubscriptionToStream(stream, GROUP));
    await anew.count(30);
    expect(anew.numbers[0]).toBe(0);
    await anew.stop();
  });
});

describe("what a group says of itself", () => {
  it("are its settings, as they were asked for", async () => {
    const stream = freshStream();
    const asked = settings({
      startFrom: 3n,
      resolveLinkTos: true,
      extraStatistics: true,
      messageTimeout: 12_345,
      maxRetryCount: 7,
      checkPointAfter: 4321,
      checkPointLowerBound: 11,
      checkPointUpperBound: 222,
      maxSubscriberCount: 5,
      liveBufferSize: 333,
      readBatchSize: 22,
      historyBufferSize: 444,
      consumerStrategyName: "DispatchToSingle",
    });
    await store.client.createPersistentSubscriptionToStream(stream, GROUP, asked);
    const info = await store.client.getPersistentSubscriptionToStreamInfo(stream, GROUP);
    expect(info.settings).toEqual(asked);
    expect(info.connections).toEqual([]);
    expect(info.stats).toMatchObject({ totalItems: 0n, parkedMessageCount: 0n, outstandingMessagesCount: 0 });
    expect(info.stats.lastCheckpointedEventRevision).toBeUndefined();
  });

  it("at $all are its settings too, with start and end told apart", async () => {
    const { client } = store;
    const { position } = await client.appendToStream(freshStream(), noted(0));
    for (const startFrom of [START, END, position ?? START] as const) {
      const group = freshStream("group");
      await client.createPersistentSubscriptionToAll(group, allSettings({ startFrom }));
      const info = await client.getPersistentSubscriptionToAllInfo(group);
      expect(info.settings.startFrom).toEqual(startFrom);
      expect(info.eventSource).toBe("$all");
      await client.deletePersistentSubscriptionToAll(group);
    }
  });

  it("are its consumers and what they have under way", async () => {
    const stream = freshStream();
    const { client } = store;
    await client.appendToStream(stream, notedUpTo(30));
    await client.createPersistentSubscriptionToStream(
      stream,
      GROUP,
      settings({ startFrom: START, extraStatistics: true }),
    );
    const consumed = consume(
      client.subscribeToPersistentSubscriptionToStream(stream, GROUP, { bufferSize: 20 }),
      (event, subscription) => ((event.event?.revision ?? 0n) < 5n ? subscription.ack(event) : undefined),
    );
    await consumed.count(25);
    await expect
      .poll(async () => (await client.getPersistentSubscriptionToStreamInfo(stream, GROUP)).stats)
      .toMatchObject({ totalItems: 25n, outstandingMessagesCount: 20, totalInFlightMessages: 20, retryBufferCount: 0 });
    const { connections, stats, status } = await client.getPersistentSubscriptionToStreamInfo(stream, GROUP);
    expect(connections).toMatchObject([{ totalItems: 25n, inFlightMessages: 20, availableSlots: 0 }]);
    expect(connections[0]?.connectionName).not.toBe("");
    expect([...(connections[0]?.extraStatistics?.keys() ?? [])]).toContain("median");
    expect(stats).toMatchObject({ countSinceLastMeasurement: 0n, lastKnownEventRevision: 29n });
    expect(status).toBe("Live");
    await consumed.stop();
  });

  it("is in the list of its stream and in the list of all", async () => {
    const { client } = store;
    const stream = freshStream();
    await client.createPersistentSubscriptionToStream(stream, "one", settings());
    await client.createPersistentSubscriptionToStream(stream, "two", settings());
    const own = await client.listPersistentSubscriptionsToStream(stream);
    expect(own.map(({ groupName }) => groupName).sort()).toEqual(["one", "two"]);
    const group = freshStream("group");
    await client.createPersistentSubscriptionToAll(group, allSettings());
    const ofAll = await client.listPersistentSubscriptionsToAll();
    expect(ofAll.map(({ groupName }) => groupName)).toContain(group);
    const everything = await client.listAllPersistentSubscriptions();
    expect(everything.map(({ eventSource, groupName }) => `${eventSource}::${groupName}`)).toEqual(
      expect.arrayContaining([`${stream}::one`, `${stream}::two`, `$all::${group}`]),
    );
    await client.deletePersistentSubscriptionToAll(group);
  });
});
