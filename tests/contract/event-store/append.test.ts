import { randomUUID } from "node:crypto";
import {
  BACKWARDS,
  binaryEvent,
  DeadlineExceededError,
  END,
  jsonEvent,
  MaxAppendSizeExceededError,
} from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreUnderTest } from "./store.js";
import { all, failureOf, freshStream, noted, notedUpTo, openStoreUnderTest, revisionsOf } from "./store.js";

/** eventstore-protocol.md, sections 3.1 to 3.4. */

let store: StoreUnderTest;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());

const MAX_APPEND_BYTES = 1_048_576;
/** Goes through Append instead of BatchAppend. */
const throughAppend = { credentials: { username: "admin", password: "changeit" } };
const binary = (bytes: number): ReturnType<typeof binaryEvent> =>
  binaryEvent({ type: "B", data: Buffer.alloc(bytes, 7) });

describe("an appended event", () => {
  it.each([
    ["BatchAppend", {}],
    ["Append", throughAppend],
  ])("comes back as it was sent through %s", async (_, options) => {
    const stream = freshStream();
    const id = randomUUID();
    const before = Date.now();
    const { position } = await store.client.appendToStream(
      stream,
      jsonEvent({
        id,
        type: "Noted",
        data: { text: "déjà vu 🎭", n: 1 },
        metadata: { $correlationId: "c", deep: [1, null] },
      }),
      options,
    );
    const [read] = await all(store.client.readStream(stream));
    expect(read?.event).toMatchObject({
      id,
      streamId: stream,
      type: "Noted",
      isJson: true,
      data: { text: "déjà vu 🎭", n: 1 },
      metadata: { $correlationId: "c", deep: [1, null] },
      revision: 0n,
      position,
    });
    const created = read?.event?.created.getTime() ?? 0;
    expect(created).toBeGreaterThanOrEqual(before - 2000);
    expect(created).toBeLessThanOrEqual(Date.now() + 2000);
    expect(read?.commitPosition).toBe(position?.commit);
  });

  it("keeps binary data and metadata byte for byte", async () => {
    const stream = freshStream();
    const data = Buffer.from([0, 255, 1, 254, 10, 13]);
    await store.client.appendToStream(stream, binaryEvent({ type: "Scan", data, metadata: Buffer.from([9, 0, 8]) }));
    const [read] = await all(store.client.readStream(stream));
    expect(read?.event?.isJson).toBe(false);
    expect(Buffer.from(read?.event?.data as Uint8Array)).toEqual(data);
    expect(Buffer.from(read?.event?.metadata as Uint8Array)).toEqual(Buffer.from([9, 0, 8]));
  });

  it("has an upper-case id given back in lower case", async () => {
    const stream = freshStream();
    const id = randomUUID();
    await store.client.appendToStream(stream, noted(1, id.toUpperCase()));
    const [read] = await all(store.client.readStream(stream));
    expect(read?.event?.id).toBe(id);
  });

  it.each(["예약", "การจอง", "🎭🎟️", "a@b", "with space", "%25", "x".repeat(1500)])(
    "goes to a stream named like %s",
    async (name) => {
      const stream = `${freshStream()}-${name}`;
      await store.client.appendToStream(stream, jsonEvent({ type: name.slice(0, 40), data: { name } }));
      const [read] = await all(store.client.readStream(stream));
      expect(read?.event).toMatchObject({ streamId: stream, type: name.slice(0, 40), data: { name } });
    },
  );

  it("answers with the position of the last event of the append", async () => {
    const stream = freshStream();
    const { position, nextExpectedRevision } = await store.client.appendToStream(stream, notedUpTo(5));
    const [last] = await all(store.client.readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 }));
    expect(last?.event).toMatchObject({ revision: nextExpectedRevision, position });
    expect(position?.commit).toBe(position?.prepare);
  });
});

describe("the size of an append", () => {
  it.each([
    ["BatchAppend", {}],
    ["Append", throughAppend],
  ])("may be exactly the limit through %s", async (_, options) => {
    const stream = freshStream();
    await store.client.appendToStream(stream, binary(MAX_APPEND_BYTES - 2), options);
    const [read] = await all(store.client.readStream(stream));
    expect(read?.event?.data).toHaveLength(MAX_APPEND_BYTES - 2);
  });

  it.each([
    ["BatchAppend", {}],
    ["Append", throughAppend],
  ])("is refused a byte above the limit through %s", async (_, options) => {
    const stream = freshStream();
    const error = await failureOf(store.client.appendToStream(stream, binary(MAX_APPEND_BYTES - 1), options));
    expect(error).toBeInstanceOf(MaxAppendSizeExceededError);
    expect(error).toMatchObject({ maxAppendSize: MAX_APPEND_BYTES });
    expect(await failureOf(all(store.client.readStream(stream)))).toMatchObject({ type: "stream-not-found" });
  });

  it("counts all events of the append together", async () => {
    const many = Array.from({ length: 5 }, () => binary(300_000));
    expect(await failureOf(store.client.appendToStream(freshStream(), many))).toBeInstanceOf(
      MaxAppendSizeExceededError,
    );
  });

  it("is refused, not cut off, for an event larger than several messages", async () => {
    expect(await failureOf(store.client.appendToStream(freshStream(), binary(10_000_000)))).toBeInstanceOf(
      MaxAppendSizeExceededError,
    );
    await store.client.appendToStream(freshStream(), noted(1));
  });
});

describe("many appends", () => {
  it("takes 10,000 at once to one stream, in one call, each answered", async () => {
    const stream = freshStream();
    const answers = await Promise.all(notedUpTo(10_000).map((event) => store.client.appendToStream(stream, event)));
    const revisions = answers.map(({ nextExpectedRevision }) => nextExpectedRevision).sort((a, b) => Number(a - b));
    expect(revisions).toEqual(Array.from({ length: 10_000 }, (_, n) => BigInt(n)));
  });

  it("takes 30,000 events in one append and gives them back in order", async () => {
    const stream = freshStream();
    await store.client.appendToStream(stream, notedUpTo(30_000));
    const read = await all(store.client.readStream(stream));
    expect(revisionsOf(read)).toEqual(Array.from({ length: 30_000 }, (_, n) => BigInt(n)));
  });

  it("answers those that fail and those that succeed, mixed", async () => {
    const stream = freshStream();
    const outcomes = await Promise.allSettled([
      store.client.appendToStream(stream, noted(0)),
      store.client.appendToStream(stream, noted(1), { expectedRevision: 77n }),
      store.client.appendToStream(stream, binary(2_000_000)),
      store.client.appendToStream(stream, noted(2)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
  });
});

describe("a deadline", () => {
  it("that has passed is answered as such, before the size is looked at", async () => {
    const error = await failureOf(store.client.appendToStream(freshStream(), binary(2_000_000), { deadline: 0 }));
    expect(error).toBeInstanceOf(DeadlineExceededError);
  });
});

describe("names", () => {
  it.each(["$all", ""])("%j cannot be written to", async (name) => {
    expect(await failureOf(store.client.appendToStream(name, noted(1)))).toBeInstanceOf(Error);
  });

  it("reserved by convention only can be written to", async () => {
    const stream = freshStream("$ours");
    await store.client.appendToStream(stream, noted(1));
    expect(await all(store.client.readStream(stream))).toHaveLength(1);
  });
});
