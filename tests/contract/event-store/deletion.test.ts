import {
  ANY,
  BACKWARDS,
  END,
  NO_STREAM,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreUnderTest } from "./store.js";
import { all, failureOf, freshStream, noted, notedUpTo, openStoreUnderTest, revisionsOf } from "./store.js";

/** eventstore-protocol.md, section 3.7. */

let store: StoreUnderTest;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());

const written = async (count: number): Promise<string> => {
  const stream = freshStream();
  await store.client.appendToStream(stream, notedUpTo(count));
  return stream;
};

describe("a soft delete", () => {
  it("hides the stream and answers with the position of what it wrote", async () => {
    const stream = await written(3);
    const { position } = await store.client.deleteStream(stream);
    expect(await failureOf(all(store.client.readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
    const [newest] = await all(store.client.readStream(`$$${stream}`));
    expect(newest?.event).toMatchObject({ type: "$metadata", position });
  });

  it("lets the stream come back at the next revision, without its past", async () => {
    const stream = await written(3);
    await store.client.deleteStream(stream);
    const { nextExpectedRevision } = await store.client.appendToStream(stream, notedUpTo(2), {
      expectedRevision: NO_STREAM,
    });
    expect(nextExpectedRevision).toBe(4n);
    expect(revisionsOf(await all(store.client.readStream(stream)))).toEqual([3n, 4n]);
    const backwards = await all(store.client.readStream(stream, { direction: BACKWARDS, fromRevision: END }));
    expect(revisionsOf(backwards)).toEqual([4n, 3n]);
    expect((await store.client.getStreamMetadata(stream)).metadata).toMatchObject({ truncateBefore: 3 });
  });

  it("drops the stream's other metadata", async () => {
    const stream = await written(3);
    await store.client.setStreamMetadata(stream, { maxCount: 2, colour: "red" });
    await store.client.deleteStream(stream);
    await store.client.appendToStream(stream, noted(9));
    const { metadata } = await store.client.getStreamMetadata(stream);
    expect(metadata).toEqual({ truncateBefore: 3 });
  });

  it("keeps what is set afterwards, and the stream comes back", async () => {
    const stream = await written(3);
    await store.client.deleteStream(stream);
    await store.client.setStreamMetadata(stream, { maxCount: 7, colour: "red" });
    expect((await store.client.getStreamMetadata(stream)).metadata).toEqual({
      truncateBefore: 3,
      maxCount: 7,
      colour: "red",
    });
    expect(await all(store.client.readStream(stream))).toEqual([]);
  });

  it("leaves everything visible in $all", async () => {
    const stream = await written(2);
    await store.client.deleteStream(stream);
    const recent = await all(store.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 20 }));
    const ours = recent.map(({ event }) => event?.streamId).filter((name) => name?.endsWith(stream) === true);
    expect(ours.slice(0, 3)).toEqual([`$$${stream}`, stream, stream]);
  });

  it.each([ANY, NO_STREAM, 2n] as const)("can be repeated, expecting %s", async (expectedRevision) => {
    const stream = await written(3);
    await store.client.deleteStream(stream);
    await store.client.deleteStream(stream, { expectedRevision });
    expect(await failureOf(all(store.client.readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
  });

  it.each([ANY, NO_STREAM] as const)(
    "of a stream without events is refused, expecting %s",
    async (expectedRevision) => {
      const error = await failureOf(store.client.deleteStream(freshStream(), { expectedRevision }));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      expect(error).toMatchObject({ actualVersion: -1n });
    },
  );

  it("at a wrong revision is refused with the actual one", async () => {
    const stream = `${await written(0).catch(() => freshStream())}-예약`;
    await store.client.appendToStream(stream, notedUpTo(3));
    const error = await failureOf(store.client.deleteStream(stream, { expectedRevision: 1n }));
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ expectedVersion: 1n, actualVersion: 2n });
  });
});

describe("a tombstone", () => {
  const uses: [string, (stream: string) => Promise<unknown>][] = [
    ["append", (stream) => store.client.appendToStream(stream, noted(1))],
    ["append to its metadata", (stream) => store.client.setStreamMetadata(stream, { maxCount: 1 })],
    ["read", (stream) => all(store.client.readStream(stream))],
    ["read backwards", (stream) => all(store.client.readStream(stream, { direction: BACKWARDS, fromRevision: END }))],
    ["read of its metadata", (stream) => store.client.getStreamMetadata(stream)],
    ["delete", (stream) => store.client.deleteStream(stream)],
    ["tombstone", (stream) => store.client.tombstoneStream(stream)],
  ];
  it.each(uses)("refuses every later %s, naming the stream", async (_, use) => {
    const stream = await written(2);
    await store.client.tombstoneStream(stream);
    const error = await failureOf(use(stream));
    expect(error).toBeInstanceOf(StreamDeletedError);
    expect(String(error["streamName"])).toContain(stream);
  });

  it("is an event of its own in $all, at the highest revision", async () => {
    const stream = await written(1);
    const { position } = await store.client.tombstoneStream(stream);
    const [event] = await all(store.client.readAll({ fromPosition: position ?? END, maxCount: 1 }));
    expect(event?.event).toMatchObject({
      streamId: stream,
      type: "$streamDeleted",
      revision: 2n ** 63n - 1n,
      isJson: false,
    });
  });

  it.each([ANY, NO_STREAM] as const)("goes on a stream that never existed, expecting %s", async (expectedRevision) => {
    const stream = freshStream();
    await store.client.tombstoneStream(stream, { expectedRevision });
    expect(await failureOf(store.client.appendToStream(stream, noted(1)))).toBeInstanceOf(StreamDeletedError);
  });

  it("goes on a soft-deleted stream", async () => {
    const stream = await written(2);
    await store.client.deleteStream(stream);
    await store.client.tombstoneStream(stream);
    expect(await failureOf(all(store.client.readStream(stream)))).toBeInstanceOf(StreamDeletedError);
  });

  it("at a wrong revision is refused", async () => {
    const stream = await written(2);
    const error = await failureOf(store.client.tombstoneStream(stream, { expectedRevision: 0n }));
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ actualVersion: 1n });
  });
});
