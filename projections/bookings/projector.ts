import type { BookingEvent } from "#domain/booking/events.js";
import { defineProjector, defineTable, nothing, put, update } from "#projections/define.js";

export const bookings = defineTable({
  name: "bookings",
  version: 1,
  key: ["bookingId"],
  columns: {
    bookingId: "bigint",
    token: "text",
    userId: "bigint",
    stockId: "bigint",
    offerId: "bigint",
    venueId: "bigint",
    offererId: "bigint",
    depositId: "bigint?",
    quantity: "bigint",
    unitAmountCents: "bigint",
    priceCategoryLabel: "text?",
    cancellationLimitDate: "timestamptz?",
    bookedAt: "timestamptz",
    status: "text",
    usedAt: "timestamptz?",
    validationAuthor: "text?",
    cancelledAt: "timestamptz?",
    cancellationReason: "text?",
    cancellationAuthorId: "bigint?",
    displayAsEnded: "boolean?",
  },
});

/** Who booked what, and what became of it? (bookings-and-stocks.md, sections 2.1 and 6) */
export const bookingsProjector = defineProjector<BookingEvent>({
  name: "bookings",
  version: 1,
  categories: ["booking"],
  tables: [bookings],
  on: {
    BookingConfirmed: ({ data }) =>
      put(bookings, {
        ...data,
        status: "CONFIRMED",
        usedAt: null,
        validationAuthor: null,
        cancelledAt: null,
        cancellationReason: null,
        cancellationAuthorId: null,
        displayAsEnded: null,
      }),
    BookingAbandoned: nothing, // there never was a booking
    BookingUsed: ({ data }) =>
      update(bookings, data, { status: "USED", usedAt: data.usedAt, validationAuthor: data.author }),
    BookingUnused: ({ data }) => update(bookings, data, { status: "CONFIRMED", usedAt: null }),
    BookingCancelled: ({ data }) =>
      update(bookings, data, {
        status: "CANCELLED",
        usedAt: null,
        cancelledAt: data.cancelledAt,
        cancellationReason: data.reason,
        cancellationAuthorId: data.authorId,
      }),
    BookingDisplayChanged: ({ data }) => update(bookings, data, { displayAsEnded: data.displayAsEnded }),
  },
});
