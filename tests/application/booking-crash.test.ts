import { describe, expect, it } from "vitest";
import { booking } from "#domain/booking/decider.js";
import { stock } from "#domain/stock/decider.js";
import { wallet } from "#domain/wallet/decider.js";
import { book, cancel, resume, type Wish, type World, world } from "#tests/support/booking-world.js";
import { type AppendCall, type Fault, unreliable } from "#tests/support/unreliable-event-store.js";

/** A young person with the price of one seat, an event with one seat. */
const lastSeat = async (): Promise<{ readonly here: World; readonly wish: Wish }> => {
  const here = await world();
  const { userId } = await here.factories.beneficiaries.create({ deposit: { amountCents: 10_10 } });
  const { stockId } = await here.factories.stocks.create({ quantity: 1, offer: { subcategoryId: "CONCERT" } });
  return { here, wish: { bookingId: 900, userId, stockId, quantity: 1 } };
};

/** Begins something in a process that dies at its n-th append, and waits until it is dead. */
const dieDuring = async (
  { eventStore, process }: World,
  nth: number,
  fault: Fault,
  begin: (side: Awaited<ReturnType<World["process"]>>) => Promise<unknown>,
  meanwhile: (append: AppendCall) => Promise<void> = async () => undefined,
): Promise<void> => {
  const seen = unreliable(eventStore, async (append) => {
    await meanwhile(append);
    return append.nth === nth ? fault : undefined;
  });
  const done = begin(await process(seen));
  await Promise.race([seen.death, done.then(() => Promise.reject(new Error("it finished before it could die")))]);
};

/** What is left of a booking: who holds what. */
const leftovers = async ({ process }: World, { bookingId, userId, stockId }: Wish) => {
  const side = await process();
  const lot = await side.load(stock, stockId);
  return {
    booking: (await side.load(booking, bookingId)).phase,
    holdsSeats: lot.status === "open" && lot.held.has(bookingId),
    isPaid: (await side.load(wallet, userId)).debits.has(bookingId),
  };
};

const steps = ["StockReserved", "WalletDebited", "BookingConfirmed"];

describe.each(["dies before", "dies after"] as const)("a process that books and %s", (fault) => {
  it.each(steps.map((step, nth) => ({ step, nth })))("$step leaves a booking that is finished", async ({ nth }) => {
    const { here, wish } = await lastSeat();
    await dieDuring(here, nth, fault, (side) => book(side, wish));
    const isNothingWritten = fault === "dies before" && nth === 0;
    if (isNothingWritten) {
      expect(await leftovers(here, wish)).toEqual({ booking: "absent", holdsSeats: false, isPaid: false });
      await here.expectSound();
      return;
    }
    expect(await resume(await here.process(), wish)).toBe("finished");
    expect(await leftovers(here, wish)).toEqual({ booking: "booked", holdsSeats: true, isPaid: true });
    expect(await here.expectSound()).toMatchObject({ bookings: { confirmed: 1, live: 1 }, seatsHeld: 1 });
    expect(await resume(await here.process(), wish)).toBe("finished"); // once more changes nothing
    expect(await here.expectSound()).toMatchObject({ bookings: { confirmed: 1 } });
  });
});

const undoing = ["BookingAbandoned", "WalletRefunded", "StockReleased"];

describe.each(["dies before", "dies after"] as const)("a process that must give a booking up and %s", (fault) => {
  it.each(undoing.map((step, index) => ({ step, nth: index + 2 })))("$step leaves nothing behind", async ({ nth }) => {
    const { here, wish } = await lastSeat();
    const elsewhere = await here.factories.stocks.create({ offer: { subcategoryId: "CONCERT" } });
    const rival = await here.process();
    // After the look and before the debit, the same person spends the money on something else.
    await dieDuring(
      here,
      nth,
      fault,
      (side) => book(side, wish),
      async (append) => {
        if (append.nth === 0) await book(rival, { ...wish, bookingId: 901, stockId: elsewhere.stockId });
      },
    );
    expect(await resume(await here.process(), wish)).toBe("undone");
    expect(await leftovers(here, wish)).toEqual({ booking: "abandoned", holdsSeats: false, isPaid: false });
    expect(await here.expectSound()).toMatchObject({ bookings: { live: 1, abandoned: 1 }, seatsHeld: 1 });
    expect(await resume(await here.process(), wish)).toBe("undone");
    expect(await here.expectSound()).toMatchObject({ bookings: { abandoned: 1 } });
  });
});

const cancelling = ["BookingCancelled", "WalletRefunded", "StockReleased"];

describe.each(["dies before", "dies after"] as const)("a process that cancels and %s", (fault) => {
  it.each(cancelling.map((step, nth) => ({ step, nth })))(
    "$step returns the seat and the money all the same",
    async ({ nth }) => {
      const { here, wish } = await lastSeat();
      await book(here.side, wish);
      await dieDuring(here, nth, fault, (side) => cancel(side, wish));
      const isNothingWritten = fault === "dies before" && nth === 0;
      expect(await resume(await here.process(), wish)).toBe(isNothingWritten ? "finished" : "undone");
      const isOver = { booking: "booked", holdsSeats: isNothingWritten, isPaid: isNothingWritten };
      expect(await leftovers(here, wish)).toEqual(isOver);
      await here.expectSound();
      if (isNothingWritten) return;
      // The seat and the money are free for somebody's next wish.
      await book(await here.process(), { ...wish, bookingId: 902 });
      expect(await here.expectSound()).toMatchObject({
        bookings: { live: 1, cancelled: 1 },
        seatsHeld: 1,
        spentCents: 10_10,
      });
    },
  );
});

describe("a booking of which nobody knows the outcome", () => {
  it.each([0, 1, 2])("is one booking when it is sent again with the same command id (append %i)", async (nth) => {
    const { here, wish } = await lastSeat();
    const commandId = "6c3d1f5e-6f0e-4a1b-9e43-1d8e8a1b2c3d";
    const seen = unreliable(here.eventStore, (append) => (append.nth >= nth ? "answer lost" : undefined));
    await expect(book(await here.process(seen), wish, commandId)).rejects.toThrow("no answer");
    await book(await here.process(), wish, commandId);
    expect(await here.expectSound()).toMatchObject({ bookings: { confirmed: 1, live: 1 }, seatsHeld: 1 });
  });
});

describe("a process so slow that its booking was given up meanwhile", () => {
  it("spends nothing when it comes to the debit, although there is money again", async () => {
    const { here, wish } = await lastSeat();
    const elsewhere = await here.factories.stocks.create({ offer: { subcategoryId: "CONCERT" } });
    const other = { ...wish, bookingId: 901, stockId: elsewhere.stockId };
    const rival = await here.process();
    const slow = unreliable(here.eventStore, async ({ nth }) => {
      if (nth !== 1) return undefined;
      // It is about to debit. The money goes elsewhere, the process manager gives the booking up, the money comes back.
      await book(rival, other);
      expect(await resume(await here.process(), wish)).toBe("undone");
      await cancel(rival, other);
      return undefined;
    });
    await expect(book(await here.process(slow), wish)).rejects.toMatchObject({ code: "BOOKING_ABANDONED" });
    expect(await here.expectSound()).toMatchObject({ bookings: { live: 0 }, seatsHeld: 0, spentCents: 0 });
  });
});
