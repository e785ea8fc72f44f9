import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStored } from "#application/runner/load-state.js";
import { useBooking } from "#commands/booking/use-booking.js";
import type { StockEvent } from "#domain/stock/events.js";
import { book, cancel, envelope, resume, type Wish, type World, world } from "#tests/support/booking-world.js";
import { type Fault, type UnreliableEventStore, unreliable } from "#tests/support/unreliable-event-store.js";
import type { TestWriteSide } from "#tests/support/write-side.js";

/** What somebody wants: to book, or to cancel or use the n-th booking that was ever tried. */
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("book" as const),
      user: fc.nat(2),
      stock: fc.nat(3),
      quantity: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("cancel" as const, "use" as const, "resume" as const),
      nth: fc.nat(11),
    }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;
/** Things that are wanted at the same moment, each in one of two processes. */
const moments = fc.array(fc.array(fc.tuple(fc.nat(1), action), { minLength: 1, maxLength: 5 }), {
  minLength: 1,
  maxLength: 6,
});
const faults = fc.array(
  fc.option(fc.constantFrom<Fault>("answer lost", "request lost", "unavailable", "dies before", "dies after"), {
    freq: 4,
    nil: undefined,
  }),
  { minLength: 1, maxLength: 25 },
);

interface Process {
  readonly side: TestWriteSide;
  readonly store: UnreliableEventStore;
}

/** Three people with 25 €, four lots of two offers at 10.10 €, few seats. */
const town = async () => {
  const here = await world();
  const { beneficiaries, eventOffers } = here.factories;
  const users: number[] = [];
  for (let count = 0; count < 3; count += 1)
    users.push((await beneficiaries.create({ deposit: { amountCents: 25_00 } })).userId);
  const dates = ["2026-03-03T18:00:00.000Z", "2026-04-02T18:00:00.000Z"];
  const stocks: number[] = [];
  for (let count = 0; count < 2; count += 1) {
    const made = await eventOffers.create({
      stocks: dates.map((beginningDatetime, index) => ({ beginningDatetime, quantity: index + 1 })),
    });
    stocks.push(...made.stocks.map(({ stockId }) => stockId));
  }
  return { here, users, stocks };
};

const carryOut = async (
  { side }: Process,
  wanted: Action,
  tried: Wish[],
  users: readonly number[],
  stocks: readonly number[],
): Promise<unknown> => {
  if (wanted.kind === "book") {
    const wish = {
      bookingId: 900 + tried.length,
      userId: users[wanted.user] ?? 0,
      stockId: stocks[wanted.stock] ?? 0,
      quantity: wanted.quantity,
    };
    tried.push(wish);
    return book(side, wish);
  }
  const wish = tried[wanted.nth];
  if (wish === undefined) return undefined;
  if (wanted.kind === "cancel") return cancel(side, wish);
  if (wanted.kind === "use") return side.issue(useBooking, { bookingId: wish.bookingId }, envelope());
  return (await isReserved(side, wish)) ? resume(side, wish) : undefined;
};

/** A process manager only hears of bookings that hold seats, or held them. */
const isReserved = async ({ eventStore }: TestWriteSide, { stockId, bookingId }: Wish): Promise<boolean> => {
  for await (const stored of eventStore.readStream(`stock-${stockId}`)) {
    const { type, data } = parseStored(stored) as StockEvent;
    if (type === "StockReserved" && data.bookingId === bookingId) return true;
  }
  return false;
};

const endInQuiet = async ({ process }: World, tried: readonly Wish[]): Promise<void> => {
  const last = await process();
  for (const wish of tried) if (await isReserved(last, wish)) await resume(last, wish);
};

describe("whatever people want and whatever breaks", () => {
  it(
    "no seat and no euro is given twice, and nothing is left half done once the process manager has passed",
    () =>
      fc.assert(
        fc.asyncProperty(moments, faults, async (all, broken) => {
          const { here, users, stocks } = await town();
          let appends = 0;
          const start = async (): Promise<Process> => {
            const store = unreliable(here.eventStore, () => broken[appends++]);
            return { store, side: await here.process(store) };
          };
          const processes = [await start(), await start()];
          const tried: Wish[] = [];
          for (const moment of all) {
            await Promise.all(
              moment.map(async ([index, wanted]) => {
                const running = processes[index];
                if (running === undefined) return;
                await Promise.race([
                  carryOut(running, wanted, tried, users, stocks).catch(() => undefined),
                  running.store.death,
                ]);
              }),
            );
            for (const [index, { store }] of processes.entries()) if (store.isDead()) processes[index] = await start();
          }
          await endInQuiet(here, tried);
          const { bookings, seatsHeld } = await here.expectSound();
          expect(seatsHeld).toBeLessThanOrEqual(6);
          expect(bookings.live).toBeLessThanOrEqual(bookings.confirmed);
        }),
        { numRuns: 120 },
      ),
    120_000,
  );
});
