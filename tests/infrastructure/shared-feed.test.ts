import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { EventStore, FeedItem } from "#application/ports/event-store.js";
import { shareFeed } from "#infrastructure/eventstore/shared-feed.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";

const write = (eventStore: EventStore, category: string, id: number) =>
  eventStore.append(`${category}-${id}`, "any", [
    { id: randomUUID(), type: `${category} event`, data: { id }, metadata: {} },
  ]);

/** A store that counts how often its whole feed is followed. */
const counted = () => {
  const eventStore = memoryEventStore();
  let followers = 0;
  const subscribeAll: EventStore["subscribeAll"] = (options) => {
    followers += 1;
    return eventStore.subscribeAll(options);
  };
  return { eventStore: { ...eventStore, subscribeAll }, followers: () => followers };
};

const follower = (eventStore: EventStore, categories: readonly string[] | undefined) => {
  const stopping = new AbortController();
  const items: FeedItem[] = [];
  const done = (async () => {
    for await (const item of eventStore.subscribeAll({ categories, signal: stopping.signal })) items.push(item);
  })();
  const positions = () => items.flatMap((item) => (item.kind === "event" ? [item.event.position] : []));
  const streams = () => items.flatMap((item) => (item.kind === "event" ? [item.event.stream] : []));
  const stop = async (): Promise<void> => {
    stopping.abort();
    await done;
  };
  return { items, positions, streams, stop };
};

describe("followers that share a feed", () => {
  it("each see their own categories, in order, once, from before and after they joined", async () => {
    const { eventStore } = counted();
    const shared = shareFeed(eventStore);
    for (let id = 1; id <= 20; id += 1) await write(shared, id % 2 ? "stock" : "booking", id);
    const all = follower(shared, undefined);
    const stocks = follower(shared, ["stock"]);
    await expect.poll(() => all.positions().length).toBe(20);
    for (let id = 21; id <= 1_000; id += 1) await write(shared, id % 2 ? "stock" : "booking", id);
    await expect.poll(() => all.positions().length).toBe(1_000);
    await expect.poll(() => stocks.positions().length).toBe(500);
    expect(all.streams()).toEqual(
      Array.from({ length: 1_000 }, (_, i) => `${(i + 1) % 2 ? "stock" : "booking"}-${i + 1}`),
    );
    expect(stocks.streams()).toEqual(all.streams().filter((stream) => stream.startsWith("stock")));
    await Promise.all([all.stop(), stocks.stop()]);
  });

  it("are told how far the log has come although nothing in it is theirs", async () => {
    const shared = shareFeed(memoryEventStore());
    await write(shared, "stock", 1);
    const stocks = follower(shared, ["stock"]);
    await expect.poll(() => stocks.items.some(({ kind }) => kind === "caught_up")).toBe(true);
    for (let id = 1; id <= 600; id += 1) await write(shared, "booking", id);
    await expect.poll(() => stocks.items.filter(({ kind }) => kind === "checkpoint").length).toBeGreaterThan(1);
    await stocks.stop();
  });

  it("read for themselves when they fall too far behind, and miss nothing", async () => {
    const shared = shareFeed(memoryEventStore());
    await write(shared, "stock", 0);
    const stopping = new AbortController();
    const seen: string[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = (async () => {
      for await (const item of shared.subscribeAll({ categories: ["stock"], signal: stopping.signal })) {
        if (item.kind === "event") seen.push(item.event.stream);
        if (seen.length === 2) await held;
      }
    })();
    const quick = follower(shared, undefined);
    await expect.poll(() => quick.positions().length).toBe(1);
    for (let id = 1; id <= 20_000; id += 1) await write(shared, "stock", id);
    await expect.poll(() => quick.positions().length).toBe(20_001);
    release();
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(20_001);
    expect(new Set(seen).size).toBe(20_001);
    stopping.abort();
    await Promise.all([slow, quick.stop()]);
  });
});
