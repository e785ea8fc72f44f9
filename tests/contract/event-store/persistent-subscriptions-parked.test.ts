import {
  PARK,
  PersistentSubscriptionFailedError,
  START,
  persistentSubscriptionToStreamSettingsFromDefaults as settings,
} from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, Consumed } from "./consume.js";
import { consume } from "./consume.js";
import type { StoreUnderTest } from "./store.js";
import { all, failureOf, freshStream, noted, notedUpTo, openStoreUnderTest } from "./store.js";

/** Events put aside, and brought back: eventstore-protocol.md, section 6.2. */

let store: StoreUnderTest;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());

const GROUP = "readers";
const parkedOf = (stream: string): string => `$persistentsubscription-${stream}::${GROUP}-parked`;
const park: Answer = (event, subscription) => subscription.nack(PARK, "cannot be read", event);

const parkedCount = async (stream: string): Promise<bigint> =>
  (await store.client.getPersistentSubscriptionToStreamInfo(stream, GROUP)).stats.parkedMessageCount;

const read = (stream: string, answer?: Answer): Consumed =>
  consume(store.client.subscribeToPersistentSubscriptionToStream(stream, GROUP), answer);

/** A stream whose events a group has parked, all of them. */
const parked = async (count: number): Promise<string> => {
  const stream = freshStream();
  await store.client.appendToStream(stream, notedUpTo(count));
  await store.client.createPersistentSubscriptionToStream(stream, GROUP, settings({ startFrom: START }));
  const consumed = read(stream, park);
  await consumed.count(count);
  await expect.poll(() => parkedCount(stream), { timeout: 20_000 }).toBe(BigInt(count));
  await consumed.stop();
  return stream;
};

describe("a parked event", () => {
  it("is a link in the group's parked stream, with when and why", async () => {
    const stream = await parked(1);
    const [event] = await all(store.client.readStream(parkedOf(stream)));
    expect(event?.event?.type).toBe("$>");
    expect(Buffer.from(event?.event?.data as Uint8Array).toString()).toBe(`0@${stream}`);
    const metadata = event?.event?.metadata as { added: string; reason: string };
    expect(metadata.reason).toMatch(/^Client explicitly NAK'ed message\./);
    expect(metadata.reason).toContain("cannot be read");
    expect(Number.isNaN(Date.parse(metadata.added))).toBe(false);
  });

  it("comes again when it is replayed, counted from 0, and is parked no more", async () => {
    const stream = await parked(4);
    const consumed = read(stream);
    await consumed.confirmed;
    await store.client.replayParkedMessagesToStream(stream, GROUP);
    await consumed.count(4);
    expect(consumed.numbers).toEqual([0, 1, 2, 3]);
    expect(consumed.events.map(({ retryCount }) => retryCount)).toEqual([0, 0, 0, 0]);
    await expect.poll(() => parkedCount(stream)).toBe(0n);
    await expect
      .poll(async () => (await store.client.getStreamMetadata(parkedOf(stream))).metadata?.truncateBefore)
      .toBe(4);
    await consumed.stop();
  });

  it("beyond the number to stop at stays parked", async () => {
    const stream = await parked(5);
    const consumed = read(stream);
    await consumed.confirmed;
    await store.client.replayParkedMessagesToStream(stream, GROUP, { stopAt: 2 });
    await consumed.count(2);
    expect(consumed.numbers).toEqual([0, 1]);
    await expect.poll(() => parkedCount(stream)).toBe(3n);
    await store.client.replayParkedMessagesToStream(stream, GROUP);
    await consumed.count(5);
    expect(consumed.numbers).toEqual([0, 1, 2, 3, 4]);
    await consumed.stop();
  });

  it("can be parked again, and replayed again", async () => {
    const stream = await parked(2);
    const stubborn = read(stream, park);
    await stubborn.confirmed;
    await store.client.replayParkedMessagesToStream(stream, GROUP);
    await stubborn.count(2);
    await expect
      .poll(async () => (await all(store.client.readStream(parkedOf(stream), { resolveLinkTos: true }))).length)
      .toBe(2);
    await stubborn.stop();
    const [again] = await all(store.client.readStream(parkedOf(stream), { resolveLinkTos: true }));
    expect(again?.event).toMatchObject({ streamId: stream, revision: 0n });
    await expect.poll(() => parkedCount(stream)).toBe(2n);
    const consumed = read(stream);
    await consumed.confirmed;
    await store.client.replayParkedMessagesToStream(stream, GROUP);
    await consumed.count(2);
    expect(consumed.numbers).toEqual([0, 1]);
    await consumed.stop();
  });

  it("comes before newer events", async () => {
    const stream = await parked(3);
    await store.client.replayParkedMessagesToStream(stream, GROUP);
    await store.client.appendToStream(stream, noted(3));
    await expect
      .poll(
        async () =>
          (await store.client.getPersistentSubscriptionToStreamInfo(stream, GROUP)).stats.lastKnownEventRevision,
      )
      .toBe(3n);
    const consumed = read(stream);
    await consumed.count(4);
    expect(consumed.numbers).toEqual([0, 1, 2, 3]);
    await consumed.stop();
  });

  it("whose stream was deleted does not come again", async () => {
    const stream = await parked(2);
    await store.client.deleteStream(stream);
    const consumed = read(stream);
    await consumed.confirmed;
    await store.client.replayParkedMessagesToStream(stream, GROUP);
    await expect.poll(() => parkedCount(stream)).toBe(0n);
    expect(consumed.events).toEqual([]);
    await consumed.stop();
  });
});

describe("a replay", () => {
  it("of nothing is fine", async () => {
    const stream = freshStream();
    await store.client.createPersistentSubscriptionToStream(stream, GROUP, settings());
    await store.client.replayParkedMessagesToStream(stream, GROUP);
  });

  it("up to a negative number is refused", async () => {
    const stream = await parked(1);
    const error = await failureOf(store.client.replayParkedMessagesToStream(stream, GROUP, { stopAt: -1 }));
    expect(error).toBeInstanceOf(PersistentSubscriptionFailedError);
  });

  it("brings back thousands, each once", async () => {
    const stream = await parked(3000);
    const consumed = read(stream);
    await consumed.confirmed;
    await store.client.replayParkedMessagesToStream(stream, GROUP);
    await consumed.count(3000);
    expect([...consumed.numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 3000 }, (_, n) => n));
    await expect.poll(() => parkedCount(stream), { timeout: 10_000 }).toBe(0n);
    await consumed.stop();
  });
});
