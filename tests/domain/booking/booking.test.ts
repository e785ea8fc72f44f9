import { describe, expect, it } from "vitest";
import { type BookingCommand, booking } from "#domain/booking/decider.js";
import type { BookingEvent } from "#domain/booking/events.js";
import { bookingCancelled, bookingConfirmed, bookingUsed } from "#tests/support/facts.js";
import { specification } from "#tests/support/specification.js";

const given = specification(booking);
/** The limit of the booking of the facts, and the instants beside it. */
const limit = "2026-03-03T10:00:00.000Z";
const before = "2026-03-03T09:59:59.999Z";
const after = "2026-03-03T10:00:00.001Z";

type Confirmed = Extract<BookingEvent, { type: "BookingConfirmed" }>["data"];
const facts = bookingConfirmed().data as Confirmed;
const confirm = (isAutomaticallyUsed = false): BookingCommand => ({
  type: "ConfirmBooking",
  data: { ...facts, isAutomaticallyUsed },
});
const attempt = { bookingId: 1001, stockId: 77, userId: 5, offerId: 7, reason: "INSUFFICIENT_CREDIT" };
const abandon: BookingCommand = { type: "AbandonBooking", data: attempt };
const abandoned: BookingEvent = { type: "BookingAbandoned", data: attempt };
const use = (at = after, isOffererClosed = false): BookingCommand => ({
  type: "UseBooking",
  data: { at, author: "OFFERER", isOffererClosed },
});
const used = (usedAt = after): BookingEvent => ({
  type: "BookingUsed",
  data: { bookingId: 1001, usedAt, author: "OFFERER" },
});
const unuse: BookingCommand = { type: "UnuseBooking", data: {} };
const unused: BookingEvent = { type: "BookingUnused", data: { bookingId: 1001 } };
const cancel = (
  by: "BENEFICIARY" | "OFFERER" = "BENEFICIARY",
  at = before,
  authorId: number | null = null,
): BookingCommand => ({
  type: "CancelBooking",
  data: { by, at, authorId },
});
const display = (displayAsEnded: boolean): BookingCommand => ({
  type: "ChangeBookingDisplay",
  data: { displayAsEnded },
});
const displayed = (displayAsEnded: boolean): BookingEvent => ({
  type: "BookingDisplayChanged",
  data: { bookingId: 1001, displayAsEnded },
});
const thing = bookingConfirmed({ cancellationLimitDate: null });

describe("confirming a booking", () => {
  it("makes it one", () => given().when(confirm()).then(bookingConfirmed()));
  it("uses it at once where a free card is booked", () =>
    given()
      .when(confirm(true))
      .then(bookingConfirmed(), {
        type: "BookingUsed",
        data: { bookingId: 1001, usedAt: facts.bookedAt, author: "AUTO" },
      }));
  it("stays quiet when it is confirmed, and when it was cancelled since", () => {
    given(bookingConfirmed()).when(confirm()).thenNothing();
    given(bookingConfirmed(), bookingCancelled()).when(confirm()).thenNothing();
  });
  it("is refused once it was given up", () =>
    given(abandoned).when(confirm()).thenRefused("BOOKING_ABANDONED", { bookingId: 1001 }));
});

describe("giving a booking up", () => {
  it("bars its confirmation", () => given().when(abandon).then(abandoned));
  it("stays quiet the second time", () => given(abandoned).when(abandon).thenNothing());
  it("is refused once it is confirmed", () => given(bookingConfirmed()).when(abandon).thenRefused("ALREADY_BOOKED"));
});

describe("using a booking", () => {
  it("is done from the cancellation limit on", () => given(bookingConfirmed()).when(use(limit)).then(used(limit)));
  it("is refused before, for events", () =>
    given(bookingConfirmed())
      .when(use(before))
      .thenRefused("BOOKING_NOT_CONFIRMED_YET", { cancellationLimitDate: limit }));
  it("is done at any time for things", () => given(thing).when(use(before)).then(used(before)));
  it("is refused of one that is used, cancelled, unknown or given up", () => {
    given(bookingConfirmed(), bookingUsed()).when(use()).thenRefused("BOOKING_USED");
    given(bookingConfirmed(), bookingCancelled()).when(use()).thenRefused("BOOKING_CANCELLED");
    given().when(use()).thenRefused("BOOKING_NOT_FOUND");
    given(abandoned).when(use()).thenRefused("BOOKING_NOT_FOUND");
  });
  it("is refused once the offerer is closed, and says first what is wrong with the booking itself", () => {
    given(thing).when(use(after, true)).thenRefused("OFFERER_CLOSED");
    given(bookingConfirmed()).when(use(before, true)).thenRefused("OFFERER_CLOSED");
    given(thing, bookingUsed()).when(use(after, true)).thenRefused("BOOKING_USED");
  });
});

describe("taking a validation back", () => {
  it("makes the booking usable again", () => {
    given(bookingConfirmed(), bookingUsed()).when(unuse).then(unused);
    given(bookingConfirmed(), bookingUsed(), unused).when(use()).then(used());
  });
  it("is refused of one that is not used, or cancelled", () => {
    given(bookingConfirmed()).when(unuse).thenRefused("BOOKING_NOT_USED");
    given(bookingConfirmed(), bookingCancelled()).when(unuse).thenRefused("BOOKING_CANCELLED");
    given().when(unuse).thenRefused("BOOKING_NOT_FOUND");
  });
});

describe("cancelling a booking", () => {
  const cancelledAt = (at: string) => bookingCancelled({ cancelledAt: at });
  it("is done by the user until the limit, and not at it", () => {
    given(bookingConfirmed()).when(cancel()).then(cancelledAt(before));
    given(bookingConfirmed()).when(cancel("BENEFICIARY", limit)).thenRefused("BOOKING_CONFIRMED");
  });
  it("is done at any time for things", () => given(thing).when(cancel("BENEFICIARY", after)).then(cancelledAt(after)));
  it("is done by the venue, which is named", () =>
    given(bookingConfirmed())
      .when(cancel("OFFERER", before, 6))
      .then(bookingCancelled({ cancelledAt: before, reason: "OFFERER", authorId: 6 })));
  it("is bound to the limit for the venue too", () =>
    given(bookingConfirmed())
      .when(cancel("OFFERER", limit, 6))
      .thenRefused("BOOKING_CONFIRMED"));
  it("is no error when the user's finger taps twice, and one when a partner asks twice", () => {
    given(bookingConfirmed(), bookingCancelled()).when(cancel()).thenNothing();
    given(bookingConfirmed(), bookingCancelled()).when(cancel("OFFERER")).thenRefused("BOOKING_CANCELLED");
  });
  it("is refused of one that was used, before the limit is looked at", () => {
    given(bookingConfirmed(), bookingUsed()).when(cancel("BENEFICIARY", after)).thenRefused("BOOKING_USED");
    given(bookingConfirmed(), bookingUsed()).when(cancel("OFFERER", before)).thenRefused("BOOKING_USED");
  });
  it("is refused of one that nobody made", () => given().when(cancel()).thenRefused("BOOKING_NOT_FOUND"));
});

describe("filing a booking under ended", () => {
  it("changes how it is shown, and back", () => {
    given(bookingConfirmed()).when(display(true)).then(displayed(true));
    given(bookingConfirmed(), displayed(true)).when(display(false)).then(displayed(false));
  });
  it("stays quiet when it is shown so", () => {
    given(bookingConfirmed()).when(display(false)).thenNothing();
    given(bookingConfirmed(), displayed(true)).when(display(true)).thenNothing();
  });
  it("is refused of one that nobody made", () => given().when(display(true)).thenRefused("BOOKING_NOT_FOUND"));
});

describe("a history that cannot be", () => {
  it("is an error, never a guess", () => expect(() => given(bookingUsed())).toThrow(/never confirmed/));
});
