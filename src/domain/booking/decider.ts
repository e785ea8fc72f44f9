import type { z } from "zod";
import type { bookingEvents } from "#domain/booking/events.js";
import { type BookingEvent, bookingEvents as events } from "#domain/booking/events.js";
import { refuseUnlessCancellable, refuseUnlessReversible, refuseUnlessUsable } from "#domain/booking/rules.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import { Refusal } from "#domain/shared/refusal.js";
import type { Instant } from "#domain/shared/values.js";

type Confirmed = z.infer<(typeof bookingEvents)["BookingConfirmed"]["data"]>;
export type BookingStatus = "CONFIRMED" | "USED" | "REIMBURSED" | "CANCELLED";

export type Booking =
  | { readonly phase: "absent" }
  | { readonly phase: "abandoned" }
  | (Confirmed & { readonly phase: "booked"; readonly status: BookingStatus; readonly displayAsEnded: boolean });

export type BookingCommand =
  | { readonly type: "ConfirmBooking"; readonly data: Confirmed & { readonly isAutomaticallyUsed: boolean } }
  | {
      readonly type: "AbandonBooking";
      readonly data: {
        readonly bookingId: number;
        readonly stockId: number;
        readonly userId: number;
        readonly offerId: number;
        readonly reason: string;
      };
    }
  | {
      readonly type: "UseBooking";
      readonly data: {
        readonly at: Instant;
        readonly author: "OFFERER" | "BACKOFFICE" | "AUTO";
        readonly isOffererClosed: boolean;
      };
    }
  | { readonly type: "UnuseBooking"; readonly data: Record<never, never> }
  | {
      readonly type: "CancelBooking";
      readonly data: { readonly by: "BENEFICIARY" | "OFFERER"; readonly at: Instant; readonly authorId: number | null };
    }
  | { readonly type: "ChangeBookingDisplay"; readonly data: { readonly displayAsEnded: boolean } };

const decide = (command: BookingCommand, booking: Booking): readonly BookingEvent[] => {
  switch (command.type) {
    case "ConfirmBooking": {
      const { isAutomaticallyUsed, ...confirmed } = command.data;
      const { bookingId, bookedAt } = confirmed;
      if (booking.phase === "abandoned") throw new Refusal("BOOKING_ABANDONED", { bookingId });
      if (booking.phase === "booked") return [];
      const used: BookingEvent = { type: "BookingUsed", data: { bookingId, usedAt: bookedAt, author: "AUTO" } };
      return [{ type: "BookingConfirmed", data: confirmed }, ...(isAutomaticallyUsed ? [used] : [])];
    }
    case "AbandonBooking":
      if (booking.phase === "booked") throw new Refusal("ALREADY_BOOKED", { bookingId: command.data.bookingId });
      return booking.phase === "abandoned" ? [] : [{ type: "BookingAbandoned", data: command.data }];
    case "UseBooking": {
      const { at, author, isOffererClosed } = command.data;
      const { bookingId } = refuseUnlessUsable(existing(booking), isOffererClosed, at);
      return [{ type: "BookingUsed", data: { bookingId, usedAt: at, author } }];
    }
    case "UnuseBooking":
      return [{ type: "BookingUnused", data: { bookingId: refuseUnlessReversible(existing(booking)).bookingId } }];
    case "CancelBooking": {
      const { by, at, authorId } = command.data;
      const live = existing(booking);
      // A second tap of the user's finger is no error (bookings-and-stocks.md, section 9.3); a second call of a partner is.
      if (by === "BENEFICIARY" && live.status === "CANCELLED") return [];
      const { bookingId, stockId, userId, offerId } = refuseUnlessCancellable(live, by, at);
      return [
        {
          type: "BookingCancelled",
          data: { bookingId, stockId, userId, offerId, reason: by, cancelledAt: at, authorId },
        },
      ];
    }
    case "ChangeBookingDisplay": {
      const { bookingId, displayAsEnded } = existing(booking);
      if (displayAsEnded === command.data.displayAsEnded) return [];
      return [{ type: "BookingDisplayChanged", data: { bookingId, displayAsEnded: command.data.displayAsEnded } }];
    }
  }
};

const existing = (booking: Booking): Extract<Booking, { phase: "booked" }> => {
  if (booking.phase !== "booked") throw new Refusal("BOOKING_NOT_FOUND");
  return booking;
};

const evolve = (booking: Booking, event: BookingEvent): Booking => {
  if (event.type === "BookingConfirmed")
    return { phase: "booked", status: "CONFIRMED", displayAsEnded: false, ...event.data };
  if (event.type === "BookingAbandoned") return { phase: "abandoned" };
  if (booking.phase !== "booked") throw new Error(`${event.type} in a booking that was never confirmed`);
  switch (event.type) {
    case "BookingUsed":
      return { ...booking, status: "USED" };
    case "BookingUnused":
      return { ...booking, status: "CONFIRMED" };
    case "BookingCancelled":
      return { ...booking, status: "CANCELLED" };
    case "BookingDisplayChanged":
      return { ...booking, displayAsEnded: event.data.displayAsEnded };
  }
};

export const booking: Aggregate<Booking, BookingCommand, BookingEvent> = {
  category: "booking",
  events,
  initial: { phase: "absent" },
  decide,
  evolve,
};
