import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import type { EventStore, StoredEvent } from "#application/ports/event-store.js";
import { stock } from "#domain/stock/decider.js";
import { stockOpened } from "#tests/support/facts.js";
import { memoryEventStore, newEvent } from "#tests/support/memory-event-store.js";
import { unreliable } from "#tests/support/unreliable-event-store.js";
import { type TestWriteSide, writeSide } from "#tests/support/write-side.js";

const reserve = ({ runner, clock }: TestWriteSide, bookingId: number) => {
  const commandId = randomUUID();
  const data = { bookingId, userId: 5, quantity: 1, at: clock.now() };
  const envelope = { commandId, correlationId: commandId, actor: { kind: "system" as const, id: "tests" } };
  return runner.run(stock, 77, { type: "ReserveStock", data }, envelope);
};

/** A stock that so many people booked, and the store where it stands. */
const bookedBy = async (eventStore: EventStore, bookings: number): Promise<TestWriteSide> => {
  const { type, data } = stockOpened({ quantity: null });
  await eventStore.append("stock-77", "none", [newEvent(type, data)]);
  const side = await writeSide(eventStore);
  await Promise.all(Array.from({ length: bookings }, (_, index) => reserve(side, index + 1)));
  return side;
};

const snapshotOf = (eventStore: EventStore): Promise<StoredEvent> =>
  vi.waitFor(async () => {
    const snapshot = await eventStore.readLast("stockSnapshot-77");
    if (snapshot === undefined) throw new Error("no snapshot yet");
    return snapshot;
  });

/** How many events of the stock a new process reads, and the state at which it arrives. */
const stateFromScratch = async (eventStore: EventStore) => {
  let read = 0;
  const counting: EventStore = {
    ...eventStore,
    readStream: async function* (stream, options) {
      for await (const event of eventStore.readStream(stream, options)) {
        if (stream === "stock-77") read += 1;
        yield event;
      }
    },
  };
  const state = await (await writeSide(counting)).load(stock, 77);
  return { read, state: stock.snapshot?.encode(state) };
};

const write = (eventStore: EventStore, data: unknown) =>
  eventStore.append("stockSnapshot-77", "any", [newEvent("SnapshotTaken", data)]);

describe("a snapshot of a long stream", () => {
  it("spares the next process all but the latest events, and gives the same state", async () => {
    const eventStore = memoryEventStore();
    const side = await bookedBy(eventStore, 1_100);
    await snapshotOf(eventStore);
    await reserve(side, 2_000);
    const { read, state } = await stateFromScratch(eventStore);
    expect(read).toBeLessThan(200);
    expect(state).toEqual(stock.snapshot?.encode(await side.load(stock, 77)));
  });
  it("is taken again when the stream has grown by another thousand, and only the last is kept", async () => {
    const eventStore = memoryEventStore();
    const side = await bookedBy(eventStore, 1_100);
    const first = await snapshotOf(eventStore);
    for (let batch = 0; batch < 5; batch += 1)
      await Promise.all(Array.from({ length: 220 }, (_, index) => reserve(side, 2_000 + batch * 220 + index)));
    await vi.waitFor(async () => expect((await snapshotOf(eventStore)).revision).toBe(1n));
    const kept: bigint[] = [];
    for await (const { revision } of eventStore.readStream("stockSnapshot-77")) kept.push(revision);
    expect(kept).toEqual([1n]);
    expect(first.revision).toBe(0n);
  });
  it("is not taken of a short stream", async () => {
    const eventStore = memoryEventStore();
    await bookedBy(eventStore, 500);
    expect(await eventStore.readLast("stockSnapshot-77")).toBeUndefined();
  });
  it.each([
    ["of another shape of the state", { version: 99, revision: "900", state: { status: "open" } }],
    ["that is damaged", { nonsense: true }],
  ])("is passed over where it is one %s", async (_, data) => {
    const eventStore = memoryEventStore();
    const side = await bookedBy(eventStore, 20);
    await write(eventStore, data);
    const { read, state } = await stateFromScratch(eventStore);
    expect(read).toBe(21);
    expect(state).toEqual(stock.snapshot?.encode(await side.load(stock, 77)));
  });
  it("that cannot be written harms nobody's booking", async () => {
    const eventStore = unreliable(memoryEventStore(), ({ stream }) =>
      stream.startsWith("stockSnapshot") ? "unavailable" : undefined,
    );
    const side = await bookedBy(eventStore, 1_100);
    expect(await side.load(stock, 77)).toMatchObject({ booked: 1_100 });
    expect(await stateFromScratch(eventStore)).toMatchObject({ read: 1_101 });
  });
});
