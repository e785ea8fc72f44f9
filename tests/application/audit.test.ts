import { describe, expect, it } from "vitest";
import { audit } from "#application/audit.js";
import type { EventStore } from "#application/ports/event-store.js";
import type { AnyEvent } from "#domain/shared/event.js";
import { createFactories } from "#sandbox/factories/index.js";
import { runSandbox } from "#sandbox/index.js";
import {
  bookingCancelled,
  bookingConfirmed,
  bookingUsed,
  depositGranted,
  stockOpened,
  stockReleased,
  stockReserved,
  walletDebited,
} from "#tests/support/facts.js";
import { memoryEventStore, newEvent } from "#tests/support/memory-event-store.js";
import { writeSide } from "#tests/support/write-side.js";

const at = "2026-03-02T10:00:00.000Z";

/** A log of these facts, each in the stream that its noun and id name. */
const logOf = async (...facts: readonly AnyEvent[]): Promise<EventStore> => {
  const eventStore = memoryEventStore();
  for (const { type, data } of facts) await eventStore.append(streamOf(type, data), "any", [newEvent(type, data)]);
  return eventStore;
};

const streamOf = (type: string, data: unknown): string => {
  const { stockId, userId, bookingId } = data as { stockId: number; userId: number; bookingId: number };
  if (type.startsWith("Stock")) return `stock-${stockId}`;
  return type.startsWith("Booking") ? `booking-${bookingId}` : `wallet-${userId}`;
};

const rulesBroken = async (...facts: readonly AnyEvent[]) =>
  (await audit(await logOf(...facts), { at })).violations.map(({ rule }) => rule);

const refunded = (bookingId = 1001): AnyEvent => ({
  type: "WalletRefunded",
  data: { userId: 5, bookingId, offerId: 7 },
});
const abandoned = (bookingId = 1001): AnyEvent => ({
  type: "BookingAbandoned",
  data: { bookingId, stockId: 77, userId: 5, offerId: 7, reason: "INSUFFICIENT_CREDIT" },
});
/** A stock and a wallet, and one booking of the two. */
const open = [stockOpened(), depositGranted()];
const booked = [...open, stockReserved(), walletDebited(), bookingConfirmed()];

describe("the audit of a sound log", () => {
  it("finds nothing wrong with a sandbox and what was booked in it", async () => {
    const side = await writeSide(memoryEventStore());
    await runSandbox("tiny", side);
    const { bookings, usedBookings, cancelledBookings } = createFactories(side);
    await bookings.create({ quantity: 2, stock: { offer: { subcategoryId: "CONCERT" } } });
    await usedBookings.create();
    await cancelledBookings.create();
    expect(await audit(side.eventStore, { at: side.clock.now() })).toMatchObject({
      stocks: 6 + 2 + 3,
      wallets: 5,
      bookings: { confirmed: 4, live: 3, cancelled: 1, abandoned: 0 },
      seatsHeld: 4,
      spentCents: 4 * 10_10,
      underWay: 0,
      violationCount: 0,
    });
  });
  it("accepts a booking that was abandoned and undone, and one that was made after it", async () =>
    expect(
      await rulesBroken(
        ...open,
        stockReserved(),
        walletDebited(),
        abandoned(),
        refunded(),
        stockReleased(),
        stockReserved({ bookingId: 1002 }),
        walletDebited({ bookingId: 1002 }),
        bookingConfirmed({ bookingId: 1002 }),
      ),
    ).toEqual([]));
  it("lets a booking be at work for a while, and calls it broken then", async () => {
    const log = await logOf(...open, stockReserved());
    const soon = "2026-01-02T03:04:35.678Z"; // half a minute after the event
    expect(await audit(log, { at: soon, graceMs: 60_000 })).toMatchObject({ underWay: 1, violationCount: 0 });
    expect(await audit(log, { at: soon, graceMs: 20_000 })).toMatchObject({ underWay: 0, violationCount: 1 });
    expect(await audit(log, { at: soon })).toMatchObject({ underWay: 0, violationCount: 1 });
  });
});

describe("the audit finds", () => {
  it("an oversold stock, and says by which event", async () => {
    const log = await logOf(
      stockOpened({ quantity: 1 }),
      depositGranted(),
      stockReserved(),
      walletDebited(),
      bookingConfirmed(),
      stockReserved({ bookingId: 1002, userId: 6 }),
      stockReleased({ bookingId: 1002 }),
    );
    const { violations } = await audit(log, { at });
    expect(violations).toEqual([
      { rule: "STOCK_OVERSOLD", what: "stock 77 has 1 seats and holds 2", stream: "stock-77", position: 600n },
    ]);
  });
  it("a wallet that spends more than it was given", async () =>
    expect(
      await rulesBroken(
        stockOpened(),
        depositGranted({ amountCents: 1_199 }),
        stockReserved(),
        walletDebited(),
        bookingConfirmed(),
      ),
    ).toEqual(["WALLET_OVERDRAWN"]));
  it("a wallet that spends what it never had", async () =>
    expect(
      await rulesBroken(stockOpened(), stockReserved(), walletDebited({ depositId: null }), bookingConfirmed()),
    ).toEqual(["WALLET_OVERDRAWN"]));
  it("a cap that was passed", async () =>
    expect(
      await rulesBroken(
        stockOpened(),
        depositGranted({ digitalCapCents: 1_000 }),
        stockReserved(),
        walletDebited({ isDigital: true }),
        bookingConfirmed(),
      ),
    ).toEqual(["CAP_EXCEEDED"]));
  it("a second deposit beside one that still lives", async () =>
    expect(await rulesBroken(depositGranted(), depositGranted({ depositId: 52, type: "GRANT_18" }))).toEqual([
      "DEPOSIT_NOT_ALLOWED",
    ]));
  it("seats and credit that were taken and never booked nor given back", async () => {
    expect(await rulesBroken(...open, stockReserved())).toEqual(["SEATS_LEFT_HELD"]);
    expect(await rulesBroken(...open, stockReserved(), walletDebited(), abandoned())).toEqual([
      "SEATS_LEFT_HELD",
      "CREDIT_LEFT_SPENT",
    ]);
    expect(await rulesBroken(...booked, bookingCancelled(), refunded())).toEqual(["SEATS_LEFT_HELD"]);
  });
  it("a booking without its seats or without its debit", async () => {
    expect(await rulesBroken(...open, walletDebited(), bookingConfirmed())).toEqual(["BOOKED_WITHOUT_SEATS"]);
    expect(await rulesBroken(...open, stockReserved(), bookingConfirmed())).toEqual(["BOOKED_WITHOUT_DEBIT"]);
    expect(await rulesBroken(...booked, stockReleased())).toEqual(["BOOKED_WITHOUT_SEATS"]);
    expect(await rulesBroken(...booked, refunded())).toEqual(["BOOKED_WITHOUT_DEBIT"]);
    expect(await rulesBroken(...open, stockReserved(), walletDebited(), bookingConfirmed({ quantity: 2 }))).toEqual([
      "BOOKED_WITHOUT_SEATS",
      "BOOKED_WITHOUT_DEBIT",
    ]);
  });
  it("seats reserved and credit debited twice for one booking", async () => {
    expect(await rulesBroken(...booked, stockReserved())).toEqual(["RESERVED_TWICE"]);
    expect(await rulesBroken(...booked, walletDebited())).toEqual(["DEBITED_TWICE", "DEBITED_TWICE"]);
  });
  it("a token that two live bookings share", async () =>
    expect(
      await rulesBroken(
        ...booked,
        depositGranted({ userId: 6, depositId: 61 }),
        stockReserved({ bookingId: 1002, userId: 6 }),
        walletDebited({ bookingId: 1002, userId: 6, depositId: 61 }),
        bookingConfirmed({ bookingId: 1002, userId: 6 }),
      ),
    ).toEqual(["TOKEN_SHARED"]));
  it("two live bookings of one offer by one person", async () =>
    expect(
      await rulesBroken(
        ...booked,
        stockReserved({ bookingId: 1002 }),
        walletDebited({ bookingId: 1002 }),
        bookingConfirmed({ bookingId: 1002, token: "XYZ765" }),
      ),
    ).toEqual(["OFFER_BOOKED_TWICE"]));
  it("a booking that was used without being", async () =>
    expect(await rulesBroken(bookingUsed())).toEqual(["WRITTEN_OUT_OF_ORDER"]));
  it("an event that nobody can read, and goes on behind it", async () => {
    const log = await logOf({ type: "StockReserved", data: { stockId: 77 } }, stockOpened());
    expect(await audit(log, { at })).toMatchObject({
      events: 2,
      stocks: 1,
      violations: [{ rule: "UNREADABLE_EVENT" }],
    });
  });
  it("an event that is missing from a stream", async () => {
    const log = await logOf(stockOpened(), stockReserved(), stockReleased());
    const readAll: EventStore["readAll"] = async function* () {
      for await (const event of log.readAll()) if (event.revision !== 1n) yield event;
    };
    expect((await audit({ readAll }, { at })).violations.map(({ rule }) => rule)).toContain("STREAM_HAS_GAP");
  });
});
