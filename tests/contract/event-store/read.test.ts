import { BACKWARDS, END, FORWARDS, START, StreamNotFoundError } from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreUnderTest } from "./store.js";
import { all, failureOf, freshStream, noted, notedUpTo, openStoreUnderTest, revisionsOf } from "./store.js";

/** eventstore-protocol.md, section 4.1 and 4.4. */

let store: StoreUnderTest;
const stream = freshStream();
beforeAll(async () => {
  store = await openStoreUnderTest();
  await store.client.appendToStream(stream, notedUpTo(5));
});
afterAll(() => store.stop());

const LARGEST_REVISION = 2n ** 63n - 1n;

describe("reading a stream", () => {
  it.each<[string, object, bigint[]]>([
    ["forwards from the start", {}, [0n, 1n, 2n, 3n, 4n]],
    ["forwards from a revision, inclusive", { fromRevision: 2n }, [2n, 3n, 4n]],
    ["forwards, at most two", { maxCount: 2 }, [0n, 1n]],
    ["forwards from behind the end", { fromRevision: 5n }, []],
    ["forwards from the highest revision there can be", { fromRevision: LARGEST_REVISION }, []],
    ["backwards from the end", { direction: BACKWARDS, fromRevision: END }, [4n, 3n, 2n, 1n, 0n]],
    ["backwards from a revision, inclusive", { direction: BACKWARDS, fromRevision: 2n }, [2n, 1n, 0n]],
    ["backwards from behind the end", { direction: BACKWARDS, fromRevision: 99n }, [4n, 3n, 2n, 1n, 0n]],
    ["backwards from a revision beyond 2^53", { direction: BACKWARDS, fromRevision: 2n ** 60n }, [4n, 3n, 2n, 1n, 0n]],
    ["backwards from the start", { direction: BACKWARDS, fromRevision: START }, [0n]],
    ["backwards, at most two", { direction: BACKWARDS, fromRevision: END, maxCount: 2 }, [4n, 3n]],
  ])("%s", async (_, options, revisions) => {
    expect(revisionsOf(await all(store.client.readStream(stream, options)))).toEqual(revisions);
  });

  it("that was never written fails with its name", async () => {
    const name = `${freshStream()}-없음`;
    const error = await failureOf(all(store.client.readStream(name)));
    expect(error).toBeInstanceOf(StreamNotFoundError);
    expect(error).toMatchObject({ streamName: name });
  });

  it.each([
    ["forwards from its end", { direction: FORWARDS, fromRevision: END }],
    ["above the highest revision", { fromRevision: 2n ** 63n }],
    ["of no event", { maxCount: 0 }],
  ] as const)("%s is an error", async (_, options) => {
    expect(await failureOf(all(store.client.readStream(stream, options)))).toBeInstanceOf(Error);
  });

  it("that holds large events gives them whole", async () => {
    const large = freshStream();
    const text = "ü".repeat(400_000);
    for (let n = 0; n < 4; n++) await store.client.appendToStream(large, { ...noted(n), data: { text } as never });
    const read = await all(store.client.readStream(large));
    expect(read.map(({ event }) => event?.data)).toEqual(Array.from({ length: 4 }, () => ({ text })));
  });
});

describe("reading $all", () => {
  it("yields every event of the log in one order, from both ends", async () => {
    const forwards = (await all(store.client.readAll())).map(({ event }) => event?.position.commit ?? 0n);
    expect(forwards.length).toBeGreaterThan(5);
    expect(forwards[0]).toBeGreaterThan(0n);
    expect(forwards).toEqual([...forwards].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(forwards).size).toBe(forwards.length);
    const backwards = (await all(store.client.readAll({ direction: BACKWARDS, fromPosition: END }))).map(
      ({ event }) => event?.position.commit ?? 0n,
    );
    expect(backwards.reverse().slice(0, forwards.length)).toEqual(forwards); // others may have written meanwhile
  });

  it("is inclusive forwards and exclusive backwards", async () => {
    const [first, second] = await all(store.client.readStream(stream));
    const from = second?.event?.position ?? { commit: 0n, prepare: 0n };
    const [next] = await all(store.client.readAll({ fromPosition: from, maxCount: 1 }));
    expect(next?.event?.id).toBe(second?.event?.id);
    const [previous] = await all(store.client.readAll({ direction: BACKWARDS, fromPosition: from, maxCount: 1 }));
    expect(previous?.event?.id).toBe(first?.event?.id);
  });

  it("from its end forwards and from its start backwards is empty", async () => {
    expect(await all(store.client.readAll({ fromPosition: END }))).toEqual([]);
    expect(await all(store.client.readAll({ direction: BACKWARDS, fromPosition: START }))).toEqual([]);
  });

  it("shows an append at once to who was told that it succeeded", async () => {
    for (let n = 0; n < 50; n++) {
      const { position } = await store.client.appendToStream(stream, noted(n));
      const [newest] = await all(store.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
      expect(newest?.event?.position).toEqual(position);
    }
  });

  it("can be left in the middle without harm", async () => {
    const long = freshStream();
    await store.client.appendToStream(long, notedUpTo(3000));
    for (let round = 0; round < 5; round++) {
      let seen = 0;
      for await (const _ of store.client.readAll({ maxCount: 3000 })) if (++seen === 10) break;
      expect(seen).toBe(10);
    }
    expect(await all(store.client.readStream(long))).toHaveLength(3000);
  });
});
