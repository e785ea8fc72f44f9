import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type EventStore,
  OutcomeUnknown,
  StoreUnavailable,
  WrongExpectedRevision,
} from "#application/ports/event-store.js";
import { type Envelope, type Receipt, TooMuchContention } from "#application/runner/contract.js";
import { offerer } from "#domain/offerer/decider.js";
import { Refusal } from "#domain/shared/refusal.js";
import { stock } from "#domain/stock/decider.js";
import { stockOpened } from "#tests/support/facts.js";
import { memoryEventStore, newEvent } from "#tests/support/memory-event-store.js";
import { faultAt, type UnreliableEventStore, unreliable } from "#tests/support/unreliable-event-store.js";
import { type TestWriteSide, writeSide } from "#tests/support/write-side.js";

const envelope = (commandId: string = randomUUID()): Envelope => ({
  commandId,
  correlationId: commandId,
  actor: { kind: "system", id: "tests" },
});

/** A store that holds stock 77 with so many seats. */
const storeWithSeats = async (quantity: number | null): Promise<EventStore> => {
  const eventStore = memoryEventStore();
  const { type, data } = stockOpened({ quantity });
  await eventStore.append("stock-77", "none", [newEvent(type, data)]);
  return eventStore;
};

const reserve = ({ runner, clock }: TestWriteSide, bookingId: number, as = envelope()): Promise<Receipt> =>
  runner.run(stock, 77, { type: "ReserveStock", data: { bookingId, userId: 5, quantity: 1, at: clock.now() } }, as);
const release = ({ runner }: TestWriteSide, bookingId: number): Promise<Receipt> =>
  runner.run(stock, 77, { type: "ReleaseStock", data: { bookingId } }, envelope());

const typesIn = async (eventStore: EventStore, stream = "stock-77"): Promise<string[]> => {
  const types: string[] = [];
  for await (const { type } of eventStore.readStream(stream)) types.push(type);
  return types;
};

/** A process on a store that it cannot rely on, and that store. */
const unreliableSide = async (inner: EventStore, faultOf: Parameters<typeof unreliable>[1]) => {
  const tokens = await writeSide(inner); // opens the token space, so that the first append counted is the test's
  const eventStore = unreliable(inner, faultOf);
  return { side: await writeSide(eventStore, tokens.clock), eventStore };
};
const idsOf = ({ appends }: UnreliableEventStore) => appends.map(({ events }) => events.map(({ id }) => id));

afterEach(() => vi.useRealTimers());

describe("a clash of two processes", () => {
  it("is decided anew on the event that was missing: the last seat is sold once", async () => {
    const eventStore = await storeWithSeats(1);
    const { side: late, eventStore: seen } = await unreliableSide(eventStore, () => undefined);
    await late.load(stock, 77); // knows one free seat
    await reserve(await writeSide(eventStore), 1);

    await expect(reserve(late, 2)).rejects.toMatchObject({ code: "STOCK_NOT_BOOKABLE", facts: { left: 0 } });
    expect(seen.appends.map(({ expected }) => expected)).toEqual([0n]); // it tried, on what it knew
    expect(await typesIn(eventStore)).toEqual(["StockOpened", "StockReserved"]);
  });
  it("is decided anew and granted when there is enough for both", async () => {
    const eventStore = await storeWithSeats(2);
    const late = await writeSide(eventStore);
    await late.load(stock, 77);
    await reserve(await writeSide(eventStore), 1);
    expect(await reserve(late, 2)).toMatchObject({ stream: "stock-77", revision: 2n });
  });
  it("is given up when others never stop writing", async () => {
    const { side } = await unreliableSide(await storeWithSeats(2), ({ stream }) => {
      throw new WrongExpectedRevision(stream);
    });
    await expect(reserve(side, 1)).rejects.toThrow(TooMuchContention);
  });
});

describe("commands that wait for one stream", () => {
  it("become few appends and never sell a seat twice", async () => {
    const { side, eventStore } = await unreliableSide(await storeWithSeats(600), () => undefined);
    const answers = await Promise.allSettled(Array.from({ length: 1_000 }, (_, index) => reserve(side, index + 1)));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(600);
    const refusals = answers.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refusals.every((reason) => reason instanceof Refusal && reason.code === "STOCK_NOT_BOOKABLE")).toBe(true);
    expect(eventStore.appends.length).toBeLessThanOrEqual(4);
    expect(await side.load(stock, 77, { fresh: true })).toMatchObject({ booked: 600 });
  });
  it("are refused one by one: a refusal is its asker's alone", async () => {
    const side = await writeSide(await storeWithSeats(1));
    const [first, second, third] = await Promise.allSettled([reserve(side, 1), reserve(side, 2), reserve(side, 1)]);
    expect([first?.status, second?.status, third?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
  it("each leave their own command in the metadata of what they decided", async () => {
    const eventStore = await storeWithSeats(2);
    const side = await writeSide(eventStore);
    const [one, two] = [envelope(), { ...envelope(), causationId: "because", traceparent: "00-trace" }];
    await Promise.all([reserve(side, 1, one), reserve(side, 2, two)]);
    const metadata: unknown[] = [];
    for await (const event of eventStore.readStream("stock-77", { from: 1n })) metadata.push(event.metadata);
    const occurredAt = side.clock.now();
    expect(metadata).toEqual([
      {
        $correlationId: one.correlationId,
        $causationId: one.commandId,
        commandId: one.commandId,
        occurredAt,
        actor: one.actor,
        schemaVersion: 1,
      },
      {
        $correlationId: two.correlationId,
        $causationId: "because",
        commandId: two.commandId,
        occurredAt,
        actor: two.actor,
        schemaVersion: 1,
        traceparent: "00-trace",
      },
    ]);
  });
});

describe("an append that nobody answered", () => {
  it.each(["answer lost", "request lost"] as const)("is sent again as it was, and stands once (%s)", async (fault) => {
    const inner = await storeWithSeats(5);
    const { side, eventStore } = await unreliableSide(inner, faultAt(fault, 0, 1));
    const receipts = await Promise.all([reserve(side, 1), reserve(side, 2)]);
    expect(receipts.map(({ revision }) => revision)).toEqual([2n, 2n]);
    expect(await typesIn(inner)).toEqual(["StockOpened", "StockReserved", "StockReserved"]);
    const [first, second, third] = idsOf(eventStore);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
  });
  it("is recognised although others wrote behind it before it was sent again", async () => {
    const inner = await storeWithSeats(5);
    const other = await writeSide(inner);
    const { side } = await unreliableSide(inner, async ({ nth, stream, expected, events }) => {
      if (nth > 0) return undefined;
      await inner.append(stream, expected, events);
      await reserve(other, 9);
      return "request lost"; // as seen from here: it was written all the same
    });
    expect(await reserve(side, 1)).toMatchObject({ revision: 1n });
    expect(await typesIn(inner)).toEqual(["StockOpened", "StockReserved", "StockReserved"]);
  });
  it("tells all who waited for it that nobody knows, and the same command sent again stands once", async () => {
    const inner = await storeWithSeats(5);
    const { side } = await unreliableSide(inner, () => "answer lost");
    const [one, two] = [envelope(), envelope()];
    const answers = await Promise.allSettled([reserve(side, 1, one), reserve(side, 2, two)]);
    expect(answers.every((answer) => answer.status === "rejected" && answer.reason instanceof OutcomeUnknown)).toBe(
      true,
    );

    const healthy = await writeSide(inner);
    expect(await reserve(healthy, 2, two)).toMatchObject({ position: null }); // nothing more to write
    expect(await reserve(healthy, 1, one)).toMatchObject({ position: null });
    expect(await typesIn(inner)).toEqual(["StockOpened", "StockReserved", "StockReserved"]);
  });
  it("is told apart from a store that refused to work, which wrote nothing", async () => {
    const { side, eventStore } = await unreliableSide(await storeWithSeats(5), ({ nth }) =>
      nth < 3 ? "unavailable" : undefined,
    );
    expect(await reserve(side, 1)).toMatchObject({ revision: 1n });
    expect(eventStore.appends).toHaveLength(4);
    const { side: cutOff } = await unreliableSide(await storeWithSeats(5), () => "unavailable");
    await expect(reserve(cutOff, 1)).rejects.toThrow(StoreUnavailable);
  });
});

describe("a refusal", () => {
  it("is only given on a state that the store confirmed a moment ago", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const eventStore = await storeWithSeats(1);
    const [here, there] = [await writeSide(eventStore), await writeSide(eventStore)];
    await reserve(here, 1); // sold out, as far as this process knows for long
    await release(there, 1);
    vi.advanceTimersByTime(1_001);
    expect(await reserve(here, 2)).toMatchObject({ revision: 3n });
  });
  it("and an empty answer too: what was given back elsewhere is granted again", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const eventStore = await storeWithSeats(1);
    const [here, there] = [await writeSide(eventStore), await writeSide(eventStore)];
    await reserve(here, 1);
    await release(there, 1);
    vi.advanceTimersByTime(1_001);
    await reserve(here, 1);
    expect(await typesIn(eventStore)).toEqual(["StockOpened", "StockReserved", "StockReleased", "StockReserved"]);
  });
  it("costs no append and no read while the state is fresh", async () => {
    const { side, eventStore } = await unreliableSide(await storeWithSeats(0), () => undefined);
    const reads = vi.spyOn(eventStore, "readStream");
    for (let bookingId = 1; bookingId <= 20; bookingId += 1)
      await expect(reserve(side, bookingId)).rejects.toThrow(Refusal);
    expect(eventStore.appends).toEqual([]);
    expect(reads.mock.calls.length).toBeLessThanOrEqual(1);
  });
});

describe("a stream that is said to be new", () => {
  const open = {
    type: "OpenStock" as const,
    data: {
      stockId: 77,
      offerId: 7,
      priceCents: 1_200,
      priceCategoryId: null,
      priceCategoryLabel: null,
      quantity: 3,
      beginningDatetime: null,
      bookingLimitDatetime: null,
    },
  };
  it("is written without a look", async () => {
    const { side, eventStore } = await unreliableSide(memoryEventStore(), () => undefined);
    const reads = vi.spyOn(eventStore, "readStream");
    await side.runner.run(stock, 77, open, envelope(), { isNew: true });
    expect(reads).not.toHaveBeenCalled();
    expect(eventStore.appends.map(({ expected }) => expected)).toEqual(["none"]);
  });
  it("is looked at all the same when it was there", async () => {
    const eventStore = await storeWithSeats(3);
    const side = await writeSide(eventStore);
    expect(await side.runner.run(stock, 77, open, envelope(), { isNew: true })).toMatchObject({ position: null });
    expect(await typesIn(eventStore)).toEqual(["StockOpened"]);
  });
});

describe("what a process looks at without writing to it", () => {
  it("follows what other processes change", async () => {
    const eventStore = memoryEventStore();
    const [here, there] = [await writeSide(eventStore), await writeSide(eventStore)];
    const change = (command: Parameters<typeof offerer.decide>[0]) => there.runner.run(offerer, 2, command, envelope());
    const at = here.clock.now();
    await change({
      type: "CreateOfferer",
      data: { offererId: 2, name: "Ma petite entreprise", siren: "881457238", at },
    });
    expect(await here.load(offerer, 2)).toMatchObject({ status: "NEW" });
    await change({ type: "ValidateOfferer", data: { at } });
    await vi.waitFor(async () => expect(await here.load(offerer, 2)).toMatchObject({ status: "VALIDATED" }));
  });
});

describe("an event that does not fit its schema", () => {
  it("is never written, and harms nobody who waits beside it", async () => {
    const eventStore = await storeWithSeats(5);
    const side = await writeSide(eventStore);
    const broken = side.runner.run(
      stock,
      77,
      { type: "ReserveStock", data: { bookingId: -1, userId: 5, quantity: 1, at: side.clock.now() } },
      envelope(),
    );
    const [refused, granted] = await Promise.allSettled([broken, reserve(side, 2)]);
    expect([refused.status, granted.status]).toEqual(["rejected", "fulfilled"]);
    expect(await side.load(stock, 77)).toMatchObject({ booked: 1 });
  });
});
