import { BACKWARDS, END, jsonEvent, NO_STREAM, WrongExpectedVersionError } from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreUnderTest } from "./store.js";
import { all, failureOf, freshStream, noted, notedUpTo, openStoreUnderTest, revisionsOf } from "./store.js";

/** eventstore-protocol.md, section 5. */

let store: StoreUnderTest;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());

const visible = async (stream: string): Promise<bigint[]> => {
  const forwards = revisionsOf(await all(store.client.readStream(stream)));
  const backwards = revisionsOf(
    await all(store.client.readStream(stream, { direction: BACKWARDS, fromRevision: END })),
  );
  expect(backwards).toEqual([...forwards].reverse());
  return forwards;
};

const streamWith = async (metadata: object, events = 6): Promise<string> => {
  const stream = freshStream();
  await store.client.appendToStream(stream, notedUpTo(events));
  await store.client.appendToStream(
    `$$${stream}`,
    jsonEvent({ type: "$metadata", data: metadata as Record<string, unknown> }),
  );
  return stream;
};

describe("the metadata of a stream", () => {
  it.each<[object, number[]]>([
    [{ $maxCount: 2 }, [4, 5]],
    [{ $maxCount: 100 }, [0, 1, 2, 3, 4, 5]],
    [{ $tb: 4 }, [4, 5]],
    [{ $tb: 99 }, []],
    [{ $tb: 3, $maxCount: 5 }, [3, 4, 5]],
    [{ $tb: 1, $maxCount: 2 }, [4, 5]],
    [{ $maxAge: 3600 }, [0, 1, 2, 3, 4, 5]],
    [{ $maxCount: 0 }, [0, 1, 2, 3, 4, 5]],
    [{ $maxCount: -1 }, [0, 1, 2, 3, 4, 5]],
    [{ $maxCount: "2" }, [0, 1, 2, 3, 4, 5]],
    [{ $maxCount: 2, $tb: "x" }, [0, 1, 2, 3, 4, 5]],
    [{ nested: { $maxCount: 1 } }, [0, 1, 2, 3, 4, 5]],
  ])("%j leaves visible %j", async (metadata, revisions) => {
    expect(await visible(await streamWith(metadata))).toEqual(revisions.map(BigInt));
  });

  it("hides what is older than $maxAge, judged when it is read", async () => {
    const stream = await streamWith({ $maxAge: 1 }, 2);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(await visible(stream)).toEqual([]);
    await store.client.appendToStream(stream, noted(9));
    expect(await visible(stream)).toEqual([2n]);
  });

  it("counts whole: the last one replaces the one before", async () => {
    const stream = await streamWith({ $maxCount: 2 });
    await store.client.setStreamMetadata(stream, { truncateBefore: 1 });
    expect(await visible(stream)).toEqual([1n, 2n, 3n, 4n, 5n]);
  });

  it("keeps keys of the caller's own and access rights", async () => {
    const stream = freshStream();
    const metadata = {
      maxCount: 5,
      acl: { readRoles: ["ops"], writeRoles: ["$admins"] },
      colour: "red",
      deep: { a: [1] },
    };
    await store.client.setStreamMetadata(stream, metadata);
    expect((await store.client.getStreamMetadata(stream)).metadata).toEqual(metadata);
  });

  it("of a stream that has none is none", async () => {
    const { metadata } = await store.client.getStreamMetadata(freshStream());
    expect(metadata).toBeUndefined();
  });

  it("is an ordinary stream of which only the last event shows", async () => {
    const stream = freshStream();
    await store.client.setStreamMetadata(stream, { maxCount: 1 }, { expectedRevision: NO_STREAM });
    await store.client.setStreamMetadata(stream, { maxCount: 2 }, { expectedRevision: 0n });
    expect(await visible(`$$${stream}`)).toEqual([1n]);
    const error = await failureOf(store.client.setStreamMetadata(stream, { maxCount: 3 }, { expectedRevision: 0n }));
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
  });

  it("set before the stream exists is in force from its first event", async () => {
    const stream = freshStream();
    await store.client.setStreamMetadata(stream, { maxCount: 1 });
    await store.client.appendToStream(stream, notedUpTo(3));
    expect(await visible(stream)).toEqual([2n]);
  });

  it("that is no JSON counts as none", async () => {
    const stream = freshStream();
    await store.client.appendToStream(stream, notedUpTo(2));
    await store.client.appendToStream(`$$${stream}`, { ...noted(1), type: "$metadata", data: "broken" as never });
    expect(await visible(stream)).toEqual([0n, 1n]);
  });

  it("deletes the stream when $tb is 2^63-1, which no JavaScript number holds", async () => {
    const stream = freshStream();
    await store.client.appendToStream(stream, notedUpTo(2));
    await store.client.deleteStream(stream);
    const [event] = await all(store.client.readStream(`$$${stream}`));
    expect(event?.event?.isJson).toBe(true);
    expect(await failureOf(all(store.client.readStream(stream)))).toMatchObject({ type: "stream-not-found" });
  });
});
