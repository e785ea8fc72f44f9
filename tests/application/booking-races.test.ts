import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventStore } from "#application/ports/event-store.js";
import { Refusal } from "#domain/shared/refusal.js";
import { user } from "#domain/user/decider.js";
import { book, cancel, resume, type Wish, type World, world } from "#tests/support/booking-world.js";

/** The store as a process sees it whose every call arrives when the scheduler says: all interleavings of two processes. */
const scheduled = (inner: EventStore, scheduler: fc.Scheduler, label: string): EventStore => {
  const later = (call: string) => scheduler.schedule(Promise.resolve(), `${label} ${call}`);
  return {
    ...inner,
    append: async (stream, expected, events) => {
      await later(`append ${stream}`);
      const answer = await inner.append(stream, expected, events);
      await later(`answer ${stream}`);
      return answer;
    },
    readStream: async function* (stream, options) {
      await later(`read ${stream}`);
      yield* inner.readStream(stream, options);
    },
    readLast: async (stream) => {
      await later(`read last ${stream}`);
      return inner.readLast(stream);
    },
  };
};

/** Runs things in processes of their own, in every order that fast-check can think of. */
const interleave = async (
  here: World,
  scheduler: fc.Scheduler,
  things: readonly ((side: World["side"]) => Promise<unknown>)[],
): Promise<PromiseSettledResult<unknown>[]> => {
  const sides = await Promise.all(
    things.map((_, index) =>
      scheduler.waitFor(here.process(scheduled(here.eventStore, scheduler, `process ${index}`))),
    ),
  );
  const running = things.map(async (thing, index) => {
    const side = sides[index];
    return side === undefined ? undefined : thing(side);
  });
  return scheduler.waitFor(Promise.allSettled(running));
};

const granted = (answers: readonly PromiseSettledResult<unknown>[]): number =>
  answers.filter(({ status }) => status === "fulfilled").length;
const codes = (answers: readonly PromiseSettledResult<unknown>[]): string[] =>
  answers.flatMap((one) =>
    one.status === "rejected" ? [one.reason instanceof Refusal ? one.reason.code : String(one.reason)] : [],
  );

const runs = { numRuns: 40 };

describe("two processes on one store", () => {
  it("sell the last seat once", () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const here = await world();
        const { stockId } = await here.factories.stocks.create({ quantity: 1 });
        const people = [await here.factories.beneficiaries.create(), await here.factories.beneficiaries.create()];
        const wishes = people.map(({ userId }, index) => ({ bookingId: 900 + index, userId, stockId, quantity: 1 }));
        const answers = await interleave(
          here,
          scheduler,
          wishes.map((wish) => (side) => book(side, wish)),
        );
        expect([granted(answers), codes(answers)]).toEqual([1, ["STOCK_NOT_BOOKABLE"]]);
        expect(await here.expectSound()).toMatchObject({ bookings: { live: 1 }, seatsHeld: 1 });
      }),
      runs,
    ));

  it("spend the last euro once, and give the other seat back", () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const here = await world();
        const { userId } = await here.factories.beneficiaries.create({ deposit: { amountCents: 10_10 } });
        const stocks = [await here.factories.stocks.create(), await here.factories.stocks.create()];
        const wishes = stocks.map(({ stockId }, index) => ({ bookingId: 900 + index, userId, stockId, quantity: 1 }));
        const answers = await interleave(
          here,
          scheduler,
          wishes.map((wish) => (side) => book(side, wish)),
        );
        expect([granted(answers), codes(answers)]).toEqual([1, ["INSUFFICIENT_CREDIT"]]);
        expect(await here.expectSound()).toMatchObject({ bookings: { live: 1 }, seatsHeld: 1, spentCents: 10_10 });
      }),
      runs,
    ));

  it("give a person one booking of an offer, of whichever date", () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const here = await world();
        const { userId } = await here.factories.beneficiaries.create();
        const dates = ["2026-04-01T18:00:00.000Z", "2026-04-02T18:00:00.000Z"];
        const { stocks } = await here.factories.eventOffers.create({
          stocks: dates.map((beginningDatetime) => ({ beginningDatetime })),
        });
        const wishes = stocks.map(({ stockId }, index) => ({ bookingId: 900 + index, userId, stockId, quantity: 1 }));
        const answers = await interleave(
          here,
          scheduler,
          wishes.map((wish) => (side) => book(side, wish)),
        );
        expect([granted(answers), codes(answers)]).toEqual([1, ["ALREADY_BOOKED"]]);
        expect(await here.expectSound()).toMatchObject({ bookings: { live: 1 }, seatsHeld: 1 });
      }),
      runs,
    ));
});

describe("a booking that is resumed while it is still being made", () => {
  const setUp = async (creditCents: number): Promise<{ here: World; wish: Wish; other: Wish }> => {
    const here = await world();
    const { userId } = await here.factories.beneficiaries.create({ deposit: { amountCents: creditCents } });
    const [one, two] = [
      await here.factories.stocks.create({ quantity: 1 }),
      await here.factories.stocks.create({ quantity: 1 }),
    ];
    const wish = { bookingId: 900, userId, stockId: one.stockId, quantity: 1 };
    return { here, wish, other: { ...wish, bookingId: 901, stockId: two.stockId } };
  };
  /** A process manager asks as soon as it hears of the reservation: until then there is nothing to resume. */
  const resumeOnceReserved = async (side: World["side"], here: World, wish: Wish) => {
    for await (const { type } of here.eventStore.readStream(`stock-${wish.stockId}`))
      if (type === "StockReserved") return resume(side, wish);
    return "nothing to resume";
  };

  it("is one booking", () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { here, wish } = await setUp(10_10);
        const answers = await interleave(here, scheduler, [
          (side) => book(side, wish),
          (side) => side.load(user, 1).then(() => resumeOnceReserved(side, here, wish)),
          (side) => side.load(user, 1).then(() => resumeOnceReserved(side, here, wish)),
        ]);
        expect(codes(answers)).toEqual([]);
        expect(await here.expectSound()).toMatchObject({
          bookings: { confirmed: 1, live: 1, abandoned: 0 },
          seatsHeld: 1,
        });
      }),
      runs,
    ));

  it("is booked whole or not at all when the money runs out meanwhile, or is cancelled", () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { here, wish, other } = await setUp(10_10);
        await interleave(here, scheduler, [
          (side) => book(side, wish),
          (side) => side.load(user, 1).then(() => resumeOnceReserved(side, here, wish)),
          (side) => book(side, other),
          (side) => side.load(user, 1).then(() => cancel(side, other)),
        ]);
        // Whatever half-done thing is left, the process manager comes for it once more.
        const last = await here.process();
        for (const one of [wish, other]) await resumeOnceReserved(last, here, one);
        const { bookings } = await here.expectSound();
        expect(bookings.live).toBeLessThanOrEqual(1);
      }),
      { numRuns: 80 },
    ));
});
