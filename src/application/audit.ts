import { bookingTraces } from "#application/audit/bookings.js";
import { creditCount } from "#application/audit/credit.js";
import { seatCount } from "#application/audit/seats.js";
import type { Complain, Violation } from "#application/audit/violation.js";
import { eventMetadata } from "#application/metadata.js";
import type { EventStore, StoredEvent } from "#application/ports/event-store.js";
import { parseStored } from "#application/runner/load-state.js";
import type { BookingEvent } from "#domain/booking/events.js";
import { UnreadableEvent } from "#domain/event-catalogue.js";
import type { Instant } from "#domain/shared/values.js";
import type { StockEvent } from "#domain/stock/events.js";
import type { WalletEvent } from "#domain/wallet/events.js";

export interface AuditOptions {
  /** The instant of the audit: from it the age of unfinished bookings is counted. */
  readonly at: Instant;
  /**
   * A booking whose last event is younger may still be at work and is counted as under way, not as a broken rule.
   * Milliseconds; default 0, for a system at rest.
   */
  readonly graceMs?: number;
  readonly onProgress?: (events: number) => void;
}

export interface AuditReport {
  /** Events that were looked at. */
  readonly events: number;
  /** Of the last of them. */
  readonly position: bigint | null;
  readonly stocks: number;
  readonly wallets: number;
  /** How many were ever confirmed, live now, were cancelled, were abandoned before they were confirmed. */
  readonly bookings: {
    readonly confirmed: number;
    readonly live: number;
    readonly cancelled: number;
    readonly abandoned: number;
  };
  readonly seatsHeld: number;
  readonly spentCents: number;
  /** Bookings that hold something without being confirmed, too young to be called broken. */
  readonly underWay: number;
  readonly violationCount: number;
  /** The first thousand of them. */
  readonly violations: readonly Violation[];
}

const violationsKept = 1_000;
const progressEvery = 10_000;

/**
 * Proves the invariants of design.md, section 3, by replaying `$all`: counts seats, credit and bookings on its own, apart
 * from the deciders. What is appended while it runs is not looked at. Memory grows with stocks, wallets and live bookings,
 * not with the length of the log.
 */
export const audit = async (
  eventStore: Pick<EventStore, "readAll">,
  { at, graceMs = 0, onProgress }: AuditOptions,
): Promise<AuditReport> => {
  const violations: Violation[] = [];
  let violationCount = 0;
  const complain: Complain = (rule, what, { stream, position }) => {
    violationCount += 1;
    if (violations.length < violationsKept) violations.push({ rule, what, stream, position });
  };
  const books = openBooks(complain);
  let events = 0;
  let position: bigint | null = null;
  for await (const event of eventStore.readAll({ categories: ["stock", "wallet", "booking"] })) {
    events += 1;
    position = event.position;
    books.enter(event);
    if (events % progressEvery === 0) onProgress?.(events);
  }
  const quietSince = graceMs === 0 ? "9999" : new Date(Date.parse(at) - graceMs).toISOString();
  const underWay = books.close(quietSince);
  onProgress?.(events);
  return { events, position, ...books.totals(), underWay, violationCount, violations };
};

const openBooks = (complain: Complain) => {
  const seats = seatCount(complain);
  const credit = creditCount(complain);
  const bookings = bookingTraces(complain);
  const revisions = new Map<string, bigint>();

  const checkRevision = (event: StoredEvent): void => {
    // A booking's stream is short and there are millions of them: their order is told by what they say.
    if (event.stream.startsWith("booking-")) return;
    const expected = (revisions.get(event.stream) ?? -1n) + 1n;
    if (event.revision !== expected)
      complain("STREAM_HAS_GAP", `revision ${event.revision} follows where ${expected} should`, event);
    revisions.set(event.stream, event.revision);
  };

  const enter = (stored: StoredEvent): void => {
    checkRevision(stored);
    const { occurredAt } = eventMetadata.pick({ occurredAt: true }).parse(stored.metadata);
    // The catalogue parsed it: what stands in a stream of a noun is one of that noun's events.
    const event = parseStored(stored);
    if (stored.stream.startsWith("stock-")) {
      seats.fold(event as StockEvent, stored);
      bookings.foldStock(event as StockEvent, stored, occurredAt);
    } else if (stored.stream.startsWith("wallet-")) {
      credit.fold(event as WalletEvent, stored);
      bookings.foldWallet(event as WalletEvent, stored, occurredAt);
    } else bookings.foldBooking(event as BookingEvent, stored, occurredAt);
  };

  return {
    enter: (stored: StoredEvent): void => {
      try {
        enter(stored);
      } catch (error) {
        if (!(error instanceof UnreadableEvent)) throw error;
        complain("UNREADABLE_EVENT", error.message, stored);
      }
    },
    close: bookings.complainOfLeftovers,
    totals: () => ({
      stocks: seats.lots.size,
      wallets: credit.accounts.size,
      bookings: bookings.counts,
      seatsHeld: sumOf(seats.lots.values(), ({ held }) => held),
      spentCents: sumOf(credit.accounts.values(), ({ debits }) => sumOf(debits.values(), (one) => one.amountCents)),
    }),
  };
};

const sumOf = <T>(all: Iterable<T>, of: (one: T) => number): number => {
  let total = 0;
  for (const one of all) total += of(one);
  return total;
};
