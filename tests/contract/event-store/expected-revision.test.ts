import type { AppendExpectedRevision } from "@eventstore/db-client";
import { ANY, NO_STREAM, STREAM_EXISTS, StreamDeletedError, WrongExpectedVersionError } from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreUnderTest } from "./store.js";
import { all, failureOf, freshStream, noted, notedUpTo, openStoreUnderTest, revisionsOf } from "./store.js";

/** eventstore-protocol.md, section 3.5: every state of a stream against every expectation. */

let store: StoreUnderTest;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());

const states: Record<string, (stream: string) => Promise<unknown>> = {
  "never written": async () => undefined,
  "only metadata": (stream) => store.client.setStreamMetadata(stream, { maxCount: 10 }),
  "three events": (stream) => store.client.appendToStream(stream, notedUpTo(3)),
  "soft-deleted after three events": async (stream) => {
    await store.client.appendToStream(stream, notedUpTo(3));
    await store.client.deleteStream(stream);
  },
  tombstoned: async (stream) => {
    await store.client.appendToStream(stream, notedUpTo(3));
    await store.client.tombstoneStream(stream);
  },
};

type Answer = bigint | { wrong: bigint | "no_stream" } | "deleted";
const cases: [state: keyof typeof states, expected: AppendExpectedRevision, answer: Answer][] = [
  ["never written", ANY, 0n],
  ["never written", NO_STREAM, 0n],
  ["never written", STREAM_EXISTS, { wrong: NO_STREAM }],
  ["never written", 0n, { wrong: NO_STREAM }],
  ["only metadata", ANY, 0n],
  ["only metadata", NO_STREAM, 0n],
  ["only metadata", STREAM_EXISTS, 0n],
  ["only metadata", 0n, { wrong: NO_STREAM }],
  ["three events", ANY, 3n],
  ["three events", NO_STREAM, { wrong: 2n }],
  ["three events", STREAM_EXISTS, 3n],
  ["three events", 2n, 3n],
  ["three events", 1n, { wrong: 2n }],
  ["three events", 3n, { wrong: 2n }],
  ["soft-deleted after three events", ANY, 3n],
  ["soft-deleted after three events", NO_STREAM, 3n],
  ["soft-deleted after three events", STREAM_EXISTS, "deleted"],
  ["soft-deleted after three events", 2n, 3n],
  ["soft-deleted after three events", 1n, { wrong: 2n }],
  ["soft-deleted after three events", 3n, { wrong: 2n }],
  ["tombstoned", ANY, "deleted"],
  ["tombstoned", NO_STREAM, "deleted"],
  ["tombstoned", STREAM_EXISTS, "deleted"],
  ["tombstoned", 2n, "deleted"],
];

describe("appending with an expected revision", () => {
  it.each(cases)("to a stream %s, expecting %s", async (state, expectedRevision, answer) => {
    const stream = freshStream();
    await states[state]?.(stream);
    const append = store.client.appendToStream(stream, noted(9), { expectedRevision });
    if (typeof answer === "bigint") {
      expect(await append).toMatchObject({ success: true, nextExpectedRevision: answer });
      expect(revisionsOf(await all(store.client.readStream(stream)))).toContain(answer);
      return;
    }
    const error = await failureOf(append);
    if (answer === "deleted") {
      expect(error).toBeInstanceOf(StreamDeletedError);
      return;
    }
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ streamName: stream, expectedVersion: expectedRevision, actualVersion: answer.wrong });
  });

  it("refuses through Append what it refuses through BatchAppend", async () => {
    const stream = freshStream();
    await store.client.appendToStream(stream, notedUpTo(3));
    const error = await failureOf(
      store.client.appendToStream(stream, noted(9), {
        expectedRevision: 7n,
        credentials: { username: "admin", password: "changeit" },
      }),
    );
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ expectedVersion: 7n, actualVersion: 2n });
  });

  it("writes nothing for an append without events, and says where the stream stands", async () => {
    const stream = freshStream();
    await store.client.appendToStream(stream, notedUpTo(2));
    const { nextExpectedRevision } = await store.client.appendToStream(stream, [], { expectedRevision: 1n });
    expect(nextExpectedRevision).toBe(1n);
    expect(await failureOf(store.client.appendToStream(stream, [], { expectedRevision: 0n }))).toBeInstanceOf(
      WrongExpectedVersionError,
    );
    expect(revisionsOf(await all(store.client.readStream(stream)))).toEqual([0n, 1n]);
  });

  it("lets exactly one of many appends at the same revision through", async () => {
    const stream = freshStream();
    const outcomes = await Promise.allSettled(
      notedUpTo(50).map((event) => store.client.appendToStream(stream, event, { expectedRevision: NO_STREAM })),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await all(store.client.readStream(stream))).toHaveLength(1);
  });
});
