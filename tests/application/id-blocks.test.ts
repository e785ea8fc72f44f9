import { describe, expect, it } from "vitest";
import { createIds } from "#application/id-blocks.js";
import { type EventStore, StoreUnavailable } from "#application/ports/event-store.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";
import { faultAt, unreliable } from "#tests/support/unreliable-event-store.js";

const take = (eventStore: EventStore, count: number): Promise<number[]> => {
  const ids = createIds(eventStore);
  return Promise.all(Array.from({ length: count }, () => ids.next("booking")));
};

describe("ids", () => {
  it("are never given to two processes that ask at the same time", async () => {
    const eventStore = memoryEventStore();
    const taken = (
      await Promise.all([take(eventStore, 1_300), take(eventStore, 1_300), take(eventStore, 1_300)])
    ).flat();
    expect(new Set(taken).size).toBe(3_900);
    expect(Math.min(...taken)).toBe(1);
  });
  it("rise within a process, and begin at 1 for each kind", async () => {
    const ids = createIds(memoryEventStore());
    const bookings: number[] = [];
    for (let count = 0; count < 1_100; count += 1) bookings.push(await ids.next("booking"));
    expect(bookings).toEqual(Array.from({ length: 1_100 }, (_, index) => index + 1));
    expect(await ids.next("user")).toBe(1);
  });
  it("of a stopped process are left out for ever", async () => {
    const eventStore = memoryEventStore();
    expect(await take(eventStore, 3)).toEqual([1, 2, 3]);
    const [next] = await take(eventStore, 1);
    expect(next).toBe(501);
  });
  it("cost one append for hundreds", async () => {
    const eventStore = unreliable(memoryEventStore(), () => undefined);
    await take(eventStore, 2_000);
    expect(eventStore.appends.length).toBeLessThanOrEqual(5);
  });
  it("are not given twice when the answer to a lease is lost", async () => {
    const inner = memoryEventStore();
    const taken = await Promise.all([
      take(unreliable(inner, faultAt("answer lost", 0, 2)), 1_200),
      take(unreliable(inner, faultAt("request lost", 1)), 1_200),
    ]);
    expect(new Set(taken.flat()).size).toBe(2_400);
  });
  it("cannot be had while the store is away, and can once it is back", async () => {
    const eventStore = unreliable(memoryEventStore(), faultAt("unavailable", 0));
    const ids = createIds(eventStore);
    await expect(ids.next("booking")).rejects.toThrow(StoreUnavailable);
    expect(await ids.next("booking")).toBe(1);
  });
  it("that are left are given although the next block cannot be leased", async () => {
    const eventStore = unreliable(memoryEventStore(), ({ nth }) => (nth === 0 ? undefined : "unavailable"));
    const ids = createIds(eventStore);
    for (let count = 1; count <= 500; count += 1) expect(await ids.next("booking")).toBe(count);
    await expect(ids.next("booking")).rejects.toThrow(StoreUnavailable);
  });
});
