import {
  persistentSubscriptionToAllSettingsFromDefaults as allSettings,
  PersistentSubscriptionDoesNotExistError,
  PersistentSubscriptionExistsError,
  StreamDeletedError,
  StreamNotFoundError,
  streamNameFilter,
  WrongExpectedVersionError,
} from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consume } from "./consume.js";
import type { StoreUnderTest } from "./store.js";
import { all, failureOf, freshStream, noted, numbersOf, openStoreUnderTest } from "./store.js";
import { watch } from "./watch.js";

/** Streams and groups named in any script, also where the name must go into a trailer: eventstore-protocol.md, 8.1. */

let store: StoreUnderTest;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());

describe.each([
  ["Korean", "예약"],
  ["Thai", "การจองที่นั่ง"],
  ["emoji", "🎭👨‍👩‍👧🎟️"],
])("a name in %s", (_, name) => {
  it("of a stream is found by reads, subscriptions, filters and metadata", async () => {
    const { client } = store;
    const stream = freshStream(name);
    await client.setStreamMetadata(stream, { maxCount: 2, [name]: name });
    await client.appendToStream(stream, [noted(0), noted(1), noted(2)]);
    expect(numbersOf(await all(client.readStream(stream)))).toEqual([1, 2]);
    expect((await client.getStreamMetadata(stream)).metadata).toMatchObject({ maxCount: 2, [name]: name });
    const own = watch(client.subscribeToStream(stream));
    const filtered = watch(client.subscribeToAll({ filter: streamNameFilter({ prefixes: [stream] }) }));
    const matched = watch(client.subscribeToAll({ filter: streamNameFilter({ regex: `^${stream}$` }) }));
    for (const watched of [own, filtered, matched]) {
      await watched.until(2);
      await watched.stop();
    }
  });

  it("of a stream comes back whole in every refusal", async () => {
    const { client } = store;
    const stream = freshStream(name);
    expect(await failureOf(all(client.readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
    await client.appendToStream(stream, noted(0));
    const clash = await failureOf(client.appendToStream(stream, noted(1), { expectedRevision: 7n }));
    expect(clash).toBeInstanceOf(WrongExpectedVersionError);
    expect(clash).toMatchObject({ streamName: stream, actualVersion: 0n });
    const late = await failureOf(client.tombstoneStream(stream, { expectedRevision: 7n }));
    expect(late).toBeInstanceOf(WrongExpectedVersionError);
    expect(late).toMatchObject({ actualVersion: 0n });
    await client.tombstoneStream(stream);
    const gone = await failureOf(client.appendToStream(stream, noted(1)));
    expect(gone).toBeInstanceOf(StreamDeletedError);
    expect(gone).toMatchObject({ streamName: stream });
    expect(await failureOf(all(client.readStream(stream)))).toBeInstanceOf(StreamDeletedError);
  });

  it("of a group at $all works like any other", async () => {
    const { client } = store;
    const stream = freshStream(name);
    const group = freshStream(name);
    await client.createPersistentSubscriptionToAll(group, allSettings({ startFrom: "start" }), {
      filter: streamNameFilter({ prefixes: [stream] }),
    });
    expect(await failureOf(client.createPersistentSubscriptionToAll(group, allSettings()))).toBeInstanceOf(
      PersistentSubscriptionExistsError,
    );
    await client.appendToStream(stream, noted(7));
    const consumed = consume(client.subscribeToPersistentSubscriptionToAll(group));
    await consumed.count(1);
    expect(consumed.numbers).toEqual([7]);
    await consumed.stop();
    expect((await client.getPersistentSubscriptionToAllInfo(group)).groupName).toBe(group);
    await client.deletePersistentSubscriptionToAll(group);
    expect(await failureOf(client.getPersistentSubscriptionToAllInfo(group))).toBeInstanceOf(
      PersistentSubscriptionDoesNotExistError,
    );
  });
});
