import { END, eventTypeFilter, START, StreamDeletedError, streamNameFilter } from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreUnderTest } from "./store.js";
import { failureOf, freshStream, noted, notedUpTo, openStoreUnderTest } from "./store.js";
import { watch } from "./watch.js";

/** eventstore-protocol.md, section 4.2. */

let store: StoreUnderTest;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());

describe("a subscription to a stream", () => {
  it("delivers history, says that it has caught up, and goes on with what comes", async () => {
    const stream = freshStream();
    await store.client.appendToStream(stream, notedUpTo(3));
    const watched = watch(store.client.subscribeToStream(stream, { fromRevision: START }));
    await watched.until("caught up");
    await store.client.appendToStream(stream, [noted(3), noted(4)]);
    await watched.until(4);
    expect(watched.log).toEqual(["confirmed", 0, 1, 2, "caught up", 3, 4]);
    await watched.stop();
  });

  it("from a revision begins behind it", async () => {
    const stream = freshStream();
    await store.client.appendToStream(stream, notedUpTo(4));
    const watched = watch(store.client.subscribeToStream(stream, { fromRevision: 1n }));
    await watched.until("caught up");
    expect(watched.log).toEqual(["confirmed", 2, 3, "caught up"]);
    await watched.stop();
  });

  it("from the end delivers only what is written afterwards", async () => {
    const stream = freshStream();
    await store.client.appendToStream(stream, notedUpTo(4));
    const watched = watch(store.client.subscribeToStream(stream, { fromRevision: END }));
    await watched.until("caught up");
    await store.client.appendToStream(stream, noted(9));
    await watched.until(9);
    expect(watched.log).toEqual(["confirmed", "caught up", 9]);
    await watched.stop();
  });

  it("that does not exist yet waits for its first event", async () => {
    const stream = freshStream();
    const watched = watch(store.client.subscribeToStream(stream, { fromRevision: START }));
    await watched.until("caught up");
    await store.client.appendToStream(stream, noted(0));
    await watched.until(0);
    expect(watched.log).toEqual(["confirmed", "caught up", 0]);
    await watched.stop();
  });

  it("that is soft-deleted waits, and goes on when the stream does", async () => {
    const stream = freshStream();
    await store.client.appendToStream(stream, notedUpTo(2));
    await store.client.deleteStream(stream);
    const watched = watch(store.client.subscribeToStream(stream, { fromRevision: START }));
    await watched.until("caught up");
    await store.client.appendToStream(stream, noted(7));
    await watched.until(7);
    expect(watched.log).toEqual(["confirmed", "caught up", 7]);
    await watched.stop();
  });

  it("that is tombstoned fails at once", async () => {
    const stream = freshStream();
    await store.client.tombstoneStream(stream);
    const watched = watch(store.client.subscribeToStream(stream, { fromRevision: START }));
    expect(await failureOf(watched.ended)).toBeInstanceOf(StreamDeletedError);
  });

  it("that is tombstoned meanwhile delivers the tombstone and fails", async () => {
    const stream = freshStream();
    await store.client.appendToStream(stream, noted(0));
    const watched = watch(store.client.subscribeToStream(stream, { fromRevision: START }));
    await watched.until("caught up");
    await store.client.tombstoneStream(stream);
    expect(await failureOf(watched.ended)).toBeInstanceOf(StreamDeletedError);
    expect(watched.log).toEqual(["confirmed", 0, "caught up", "$streamDeleted"]);
  });

  it("delivers live what an append wrote, also beyond $maxCount", async () => {
    const stream = freshStream();
    await store.client.setStreamMetadata(stream, { maxCount: 2 });
    const watched = watch(store.client.subscribeToStream(stream, { fromRevision: START }));
    await watched.until("caught up");
    await store.client.appendToStream(stream, notedUpTo(5));
    await watched.until(4);
    expect(watched.log).toEqual(["confirmed", "caught up", 0, 1, 2, 3, 4]);
    await watched.stop();
  });
});

describe("a subscription to $all", () => {
  it("delivers each event once and in order, across the seam between history and live", async () => {
    const stream = freshStream();
    const watched = watch(store.client.subscribeToAll({ fromPosition: START }), stream);
    for (let n = 0; n < 300; n++) await store.client.appendToStream(stream, noted(n));
    await watched.until(299);
    await watched.until("caught up"); // on a log that is long already, behind them
    expect(watched.log.filter((entry) => typeof entry === "number")).toEqual(Array.from({ length: 300 }, (_, n) => n));
    expect(watched.log.filter((entry) => entry === "caught up")).toHaveLength(1);
    await watched.stop();
  });

  it("from a position begins behind it", async () => {
    const stream = freshStream();
    const { position } = await store.client.appendToStream(stream, notedUpTo(2));
    await store.client.appendToStream(stream, [noted(5), noted(6)]);
    const watched = watch(store.client.subscribeToAll({ fromPosition: position ?? START }), stream);
    await watched.until(6);
    expect(watched.log.filter((entry) => typeof entry === "number")).toEqual([5, 6]);
    await watched.stop();
  });
});

describe("a filtered subscription to $all", () => {
  it.each([
    ["a prefix of the stream name", (tag: string) => streamNameFilter({ prefixes: [`${tag}-`] })],
    ["one of several prefixes", (tag: string) => streamNameFilter({ prefixes: ["zzz", `${tag}-`] })],
    ["a regular expression on the stream name", (tag: string) => streamNameFilter({ regex: `^${tag}-.*$` })],
    ["a prefix of the event type", (tag: string) => eventTypeFilter({ prefixes: [tag] })],
    ["a regular expression on the event type", (tag: string) => eventTypeFilter({ regex: `^${tag}` })],
  ])("delivers what matches %s and nothing else, history and live", async (_, filterFor) => {
    const tag = freshStream("tag").replaceAll("-", "");
    const write = async (n: number): Promise<void> => {
      await store.client.appendToStream(`${tag}-${n}`, { ...noted(n), type: `${tag}Noted` });
      await store.client.appendToStream(freshStream(), noted(1000 + n));
    };
    await write(0);
    await write(1);
    const watched = watch(store.client.subscribeToAll({ fromPosition: START, filter: filterFor(tag) }));
    await watched.until("caught up");
    await write(2);
    await watched.until(2);
    expect(watched.log).toEqual(["confirmed", 0, 1, "caught up", 2]);
    await watched.stop();
  });

  it("tells its position after every so many events that it looked at", async () => {
    const { position } = await store.client.appendToStream(freshStream(), noted(0));
    const positions: bigint[] = [];
    const filter = streamNameFilter({
      prefixes: ["nobody-has-this-name"],
      checkpointInterval: 2,
      checkpointReached: async (_, { commit }) => {
        positions.push(commit);
      },
    });
    await store.client.appendToStream(freshStream(), notedUpTo(384));
    const watched = watch(store.client.subscribeToAll({ fromPosition: position ?? START, filter }));
    await watched.until("caught up");
    expect(positions.length).toBeGreaterThanOrEqual(6);
    expect(positions.length).toBeLessThanOrEqual(7);
    expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
    await store.client.appendToStream(freshStream(), notedUpTo(64));
    await expect.poll(() => positions.length, { timeout: 5000 }).toBeGreaterThanOrEqual(7);
    await watched.stop();
  });

  it("with a pattern that cannot be compiled is refused", async () => {
    const watched = watch(
      store.client.subscribeToAll({ fromPosition: START, filter: streamNameFilter({ regex: "([" }) }),
    );
    expect(await failureOf(watched.ended)).toBeInstanceOf(Error);
    await store.client.appendToStream(freshStream(), noted(1));
  });
});
