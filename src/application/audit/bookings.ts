import type { Complain, Place } from "#application/audit/violation.js";
import type { StoredEvent } from "#application/ports/event-store.js";
import type { BookingEvent } from "#domain/booking/events.js";
import type { StockEvent } from "#domain/stock/events.js";
import type { WalletEvent } from "#domain/wallet/events.js";

type Confirmed = Extract<BookingEvent, { type: "BookingConfirmed" }>["data"];

/** What the log says of one booking: its seats, its debit, and whether it lives. Forgotten once it is over and all is returned. */
interface Trace {
  seats: { readonly stockId: number; readonly userId: number; readonly quantity: number } | undefined;
  debit: { readonly userId: number; readonly offerId: number; readonly amountCents: number } | undefined;
  live: Confirmed | undefined;
  last: Place & { readonly occurredAt: string };
}

/** Follows every booking through the three streams that it spans, and what no two live bookings may share. */
export const bookingTraces = (complain: Complain) => {
  const traces = new Map<number, Trace>();
  const tokens = new Map<string, number>();
  const offersOfUsers = new Map<string, number>();
  const counts = { confirmed: 0, live: 0, cancelled: 0, abandoned: 0 };

  /** Changes a trace, and forgets it when nothing is left of it. */
  const touch = (bookingId: number, at: StoredEvent, occurredAt: string, change: (trace: Trace) => void): void => {
    const last = { stream: at.stream, position: at.position, occurredAt };
    const trace = traces.get(bookingId) ?? { seats: undefined, debit: undefined, live: undefined, last };
    trace.last = last;
    change(trace);
    if (trace.seats ?? trace.debit ?? trace.live) traces.set(bookingId, trace);
    else traces.delete(bookingId);
  };

  const foldStock = (event: StockEvent, at: StoredEvent, occurredAt: string): void => {
    if (event.type === "StockOpened") return;
    const { bookingId } = event.data;
    touch(bookingId, at, occurredAt, (trace) => {
      if (event.type === "StockReserved") {
        if (trace.seats) complain("RESERVED_TWICE", `booking ${bookingId} holds seats a second time`, at);
        const { stockId, userId, quantity } = event.data;
        trace.seats = { stockId, userId, quantity };
        return;
      }
      if (trace.live) complain("BOOKED_WITHOUT_SEATS", `booking ${bookingId} lives and lost its seats`, at);
      if (trace.seats?.stockId !== event.data.stockId || trace.seats.quantity !== event.data.quantity)
        complain("WRITTEN_OUT_OF_ORDER", `booking ${bookingId} held no such seats of this stock`, at);
      trace.seats = undefined;
    });
  };

  const foldWallet = (event: WalletEvent, at: StoredEvent, occurredAt: string): void => {
    if (event.type === "DepositGranted" || event.type === "DepositRecredited") return;
    const { bookingId } = event.data;
    touch(bookingId, at, occurredAt, (trace) => {
      if (event.type === "WalletDebited") {
        if (trace.debit) complain("DEBITED_TWICE", `booking ${bookingId} is paid a second time`, at);
        const { userId, offerId, amountCents } = event.data;
        trace.debit = { userId, offerId, amountCents };
        return;
      }
      if (trace.live) complain("BOOKED_WITHOUT_DEBIT", `booking ${bookingId} lives and was refunded`, at);
      trace.debit = undefined;
    });
  };

  const confirm = (trace: Trace, data: Confirmed, at: StoredEvent): void => {
    const { bookingId, userId, offerId, token } = data;
    counts.confirmed += 1;
    counts.live += 1;
    if (trace.live) complain("WRITTEN_OUT_OF_ORDER", `booking ${bookingId} was confirmed twice`, at);
    if (!hasItsSeats(trace, data)) complain("BOOKED_WITHOUT_SEATS", `booking ${bookingId} holds no such seats`, at);
    if (!hasItsDebit(trace, data)) complain("BOOKED_WITHOUT_DEBIT", `booking ${bookingId} was not paid so`, at);
    const sharer = tokens.get(token);
    if (sharer !== undefined) complain("TOKEN_SHARED", `bookings ${sharer} and ${bookingId} share a token`, at);
    const other = offersOfUsers.get(`${userId}.${offerId}`);
    if (other !== undefined)
      complain("OFFER_BOOKED_TWICE", `bookings ${other} and ${bookingId} of user ${userId} are of one offer`, at);
    tokens.set(token, bookingId);
    offersOfUsers.set(`${userId}.${offerId}`, bookingId);
    trace.live = data;
  };

  const cancel = (trace: Trace, bookingId: number, at: StoredEvent): void => {
    if (trace.live === undefined) {
      complain("WRITTEN_OUT_OF_ORDER", `booking ${bookingId} was cancelled and did not live`, at);
      return;
    }
    counts.live -= 1;
    counts.cancelled += 1;
    tokens.delete(trace.live.token);
    offersOfUsers.delete(`${trace.live.userId}.${trace.live.offerId}`);
    trace.live = undefined;
  };

  const foldBooking = ({ type, data }: BookingEvent, at: StoredEvent, occurredAt: string): void => {
    const { bookingId } = data;
    if (type === "BookingDisplayChanged") return;
    touch(bookingId, at, occurredAt, (trace) => {
      if (type === "BookingConfirmed") return confirm(trace, data, at);
      if (type === "BookingCancelled") return cancel(trace, bookingId, at);
      const isLive = trace.live !== undefined;
      if (type === "BookingAbandoned") counts.abandoned += 1;
      if (isLive === (type === "BookingAbandoned"))
        complain(
          "WRITTEN_OUT_OF_ORDER",
          `${type} of booking ${bookingId}, which ${isLive ? "lives" : "does not live"}`,
          at,
        );
    });
  };

  /** Bookings that hold something and do not live: broken rules, unless a flow began so recently that it may be at work. */
  const complainOfLeftovers = (quietSince: string): number => {
    let underWay = 0;
    for (const [bookingId, { seats, debit, live, last }] of traces) {
      if (live !== undefined) continue;
      if (last.occurredAt > quietSince) {
        underWay += 1;
        continue;
      }
      if (seats)
        complain("SEATS_LEFT_HELD", `${seats.quantity} seats are held for booking ${bookingId}, which is none`, last);
      if (debit)
        complain(
          "CREDIT_LEFT_SPENT",
          `${debit.amountCents} cents are spent on booking ${bookingId}, which is none`,
          last,
        );
    }
    return underWay;
  };

  return { counts, foldStock, foldWallet, foldBooking, complainOfLeftovers };
};

const hasItsSeats = ({ seats }: Trace, { stockId, userId, quantity }: Confirmed): boolean =>
  seats?.stockId === stockId && seats.userId === userId && seats.quantity === quantity;

const hasItsDebit = ({ debit }: Trace, { userId, offerId, quantity, unitAmountCents }: Confirmed): boolean =>
  debit?.userId === userId && debit.offerId === offerId && debit.amountCents === quantity * unitAmountCents;
