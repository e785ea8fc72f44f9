import type { EventData, ResolvedEvent } from "@eventstore/db-client";
import { binaryEvent, eventTypeFilter, START } from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreUnderTest } from "./store.js";
import { all, freshStream, noted, notedUpTo, numbersOf, openStoreUnderTest } from "./store.js";

/** eventstore-protocol.md, section 4.3. */

let store: StoreUnderTest;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());

const link = (target: string): EventData => binaryEvent({ type: "$>", data: Buffer.from(target) });

/** A stream with links to these targets, read with its links resolved. */
const resolved = async (...targets: readonly string[]): Promise<ResolvedEvent[]> => {
  const links = freshStream("links");
  await store.client.appendToStream(links, targets.map(link));
  return all(store.client.readStream(links, { resolveLinkTos: true }));
};

describe("a link", () => {
  it("is read as itself unless its resolution is asked for", async () => {
    const target = freshStream();
    await store.client.appendToStream(target, noted(1));
    const links = freshStream("links");
    await store.client.appendToStream(links, link(`0@${target}`));
    const [event] = await all(store.client.readStream(links));
    expect(event?.event).toMatchObject({ type: "$>", streamId: links });
    expect(event?.link).toBeUndefined();
  });

  it("leads to its target, with the link beside it", async () => {
    const target = freshStream("at@sign");
    await store.client.appendToStream(target, notedUpTo(3));
    const [event] = await resolved(`2@${target}`);
    expect(event?.event).toMatchObject({ type: "Noted", streamId: target, revision: 2n, data: { n: 2 } });
    expect(event?.link).toMatchObject({ type: "$>", revision: 0n });
    expect(event?.commitPosition).toBe(event?.link?.position?.commit);
  });

  it("to what is not there, not visible or deleted comes alone", async () => {
    const [truncated, deleted, tombstoned] = [freshStream(), freshStream(), freshStream()];
    await store.client.appendToStream(truncated, notedUpTo(3));
    await store.client.setStreamMetadata(truncated, { maxCount: 1 });
    await store.client.appendToStream(deleted, noted(1));
    await store.client.deleteStream(deleted);
    await store.client.appendToStream(tombstoned, noted(1));
    await store.client.tombstoneStream(tombstoned);
    const events = await resolved(
      `0@${freshStream()}`,
      `9@${truncated}`,
      `0@${truncated}`,
      `0@${deleted}`,
      `0@${tombstoned}`,
    );
    expect(events.map(({ event }) => event)).toEqual(Array.from({ length: 5 }, () => undefined));
    expect(events.every(({ link: kept }) => kept?.type === "$>")).toBe(true);
  });

  it("that cannot be understood is an event like any other", async () => {
    const events = await resolved("nonsense", "x@y", "@y");
    expect(events.map(({ event }) => event?.type)).toEqual(["$>", "$>", "$>"]);
  });

  it("is filtered by its own type, not by its target's", async () => {
    const target = freshStream();
    await store.client.appendToStream(target, noted(41));
    const { position } = await store.client.appendToStream(freshStream(), noted(0));
    await store.client.appendToStream(freshStream("links"), link(`0@${target}`));
    const subscription = store.client.subscribeToAll({
      fromPosition: position ?? START,
      resolveLinkTos: true,
      filter: eventTypeFilter({ prefixes: ["$>"] }),
    });
    const seen: ResolvedEvent[] = [];
    for await (const event of subscription) {
      seen.push(event);
      break;
    }
    expect(numbersOf(seen)).toEqual([41]);
  });
});
