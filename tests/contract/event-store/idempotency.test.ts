import { randomUUID } from "node:crypto";
import { ANY, NO_STREAM, STREAM_EXISTS, WrongExpectedVersionError } from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreUnderTest } from "./store.js";
import { all, failureOf, freshStream, noted, numbersOf, openStoreUnderTest } from "./store.js";

/** eventstore-protocol.md, section 3.6. */

let store: StoreUnderTest;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());

const ids = (count: number): string[] => Array.from({ length: count }, () => randomUUID());
const eventsWith = (list: readonly string[]): ReturnType<typeof noted>[] => list.map((id, n) => noted(n, id));
const count = async (stream: string): Promise<number> => (await all(store.client.readStream(stream))).length;

describe("sending the same append again", () => {
  it("answers as the first time and writes nothing, when no stream was expected", async () => {
    const stream = freshStream();
    const events = eventsWith(ids(3));
    const first = await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
    const second = await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
    expect(second).toEqual(first);
    expect(await count(stream)).toBe(3);
  });

  it("answers as the first time at an exact revision, also when the stream has gone on", async () => {
    const stream = freshStream();
    await store.client.appendToStream(stream, noted(0));
    const events = eventsWith(ids(2));
    const first = await store.client.appendToStream(stream, events, { expectedRevision: 0n });
    await store.client.appendToStream(stream, noted(9));
    expect(await store.client.appendToStream(stream, events, { expectedRevision: 0n })).toEqual(first);
    expect(await count(stream)).toBe(4);
  });

  it("answers for a prefix of what was written with the end of the prefix", async () => {
    const stream = freshStream();
    const list = ids(4);
    await store.client.appendToStream(stream, eventsWith(list), { expectedRevision: NO_STREAM });
    const again = await store.client.appendToStream(stream, eventsWith(list.slice(0, 2)), {
      expectedRevision: NO_STREAM,
    });
    expect(again.nextExpectedRevision).toBe(1n);
  });

  it.each<[string, (written: readonly string[]) => string[]]>([
    ["a first id that differs", (written) => [randomUUID(), ...written.slice(1)]],
    ["a later id that differs", (written) => [...written.slice(0, -1), randomUUID()]],
    ["more events than were written", (written) => [...written, randomUUID()]],
    ["the same ids in another order", (written) => [...written].reverse()],
  ])("refuses %s at an exact revision", async (_, regrouped) => {
    const stream = freshStream();
    const list = ids(3);
    await store.client.appendToStream(stream, eventsWith(list), { expectedRevision: NO_STREAM });
    const error = await failureOf(
      store.client.appendToStream(stream, eventsWith(regrouped(list)), { expectedRevision: NO_STREAM }),
    );
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ actualVersion: 2n });
    expect(await count(stream)).toBe(3);
  });

  it.each([ANY, STREAM_EXISTS] as const)(
    "expecting %s, is recognised while it is remembered",
    async (expectedRevision) => {
      const stream = freshStream();
      await store.client.appendToStream(stream, noted(0));
      const events = eventsWith(ids(2));
      const first = await store.client.appendToStream(stream, events, { expectedRevision });
      const second = await store.client.appendToStream(stream, events, { expectedRevision });
      expect(second.nextExpectedRevision).toBe(first.nextExpectedRevision);
      expect(await count(stream)).toBe(3);
    },
  );

  it("writes everything when the first id is new, whatever the others are", async () => {
    const stream = freshStream();
    const list = ids(2);
    await store.client.appendToStream(stream, eventsWith(list), { expectedRevision: ANY });
    await store.client.appendToStream(stream, eventsWith([randomUUID(), ...list]), { expectedRevision: ANY });
    expect(await count(stream)).toBe(5);
  });

  it("refuses when the first id is known and a later one is not, even expecting any", async () => {
    const stream = freshStream();
    const list = ids(2);
    await store.client.appendToStream(stream, eventsWith(list), { expectedRevision: ANY });
    const error = await failureOf(
      store.client.appendToStream(stream, eventsWith([...list, randomUUID()]), { expectedRevision: ANY }),
    );
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ expectedVersion: ANY });
  });

  it("writes one id to two streams", async () => {
    const id = randomUUID();
    const [one, other] = [freshStream(), freshStream()];
    await store.client.appendToStream(one, noted(1, id));
    await store.client.appendToStream(other, noted(2, id));
    expect(numbersOf(await all(store.client.readStream(other)))).toEqual([2]);
  });

  it("writes one id twice within one append", async () => {
    const stream = freshStream();
    const id = randomUUID();
    await store.client.appendToStream(stream, [noted(1, id), noted(2, id)]);
    expect(numbersOf(await all(store.client.readStream(stream)))).toEqual([1, 2]);
  });

  it("counts as repeated while the first is still under way", async () => {
    const stream = freshStream();
    const events = eventsWith(ids(2));
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM })),
    );
    expect(new Set(answers.map(({ nextExpectedRevision }) => nextExpectedRevision))).toEqual(new Set([1n]));
    expect(await count(stream)).toBe(2);
  });

  it("counts a stream's first events as repeated after a soft delete, and the stream stays deleted", async () => {
    const stream = freshStream();
    const events = eventsWith(ids(2));
    await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
    await store.client.deleteStream(stream);
    await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
    expect(await failureOf(all(store.client.readStream(stream)))).toMatchObject({ type: "stream-not-found" });
  });
});
