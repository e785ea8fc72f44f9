import type { BookingEvent } from "#domain/booking/events.js";
import type { StockEvent } from "#domain/stock/events.js";
import { defineProjector, defineTable, nothing, put, remove } from "#projections/define.js";

export const bookingFlows = defineTable({
  name: "booking_flows",
  version: 1,
  key: ["bookingId"],
  guard: "position", // a flow's row is written by the stock's stream and by the booking's
  columns: {
    bookingId: "bigint",
    stockId: "bigint",
    userId: "bigint",
    offerId: "bigint?",
    quantity: "bigint?",
    state: "text",
    since: "timestamptz",
  },
});

/** Which bookings are under way over several streams (design.md, section 3)? What is over has no row. */
export const bookingFlowsProjector = defineProjector<StockEvent | BookingEvent>({
  name: "booking_flows",
  version: 1,
  categories: ["stock", "booking"],
  tables: [bookingFlows],
  on: {
    StockOpened: nothing,
    StockReserved: ({ data }) =>
      put(bookingFlows, { ...data, offerId: null, state: "reserved", since: data.reservedAt }),
    BookingConfirmed: ({ data }) => remove(bookingFlows, data),
    BookingAbandoned: ({ data, occurredAt }) =>
      put(bookingFlows, { ...data, quantity: null, state: "undoing", since: occurredAt }),
    BookingUsed: nothing,
    BookingUnused: nothing,
    BookingCancelled: ({ data }) =>
      put(bookingFlows, { ...data, quantity: null, state: "undoing", since: data.cancelledAt }),
    BookingDisplayChanged: nothing,
    StockReleased: ({ data }) => remove(bookingFlows, data),
  },
});
