import type { Instant } from "#domain/shared/values.js";
import type { Routes } from "#http/app.js";
import { byDueDate, byEndDescending, isEnded, isPaidAsAdult } from "#http/native/bookings/facts.js";
import { bookingResponseV1, bookingResponseV2 } from "#http/native/bookings/render.js";
import { bookingsV1, bookingsV2 } from "#http/native/bookings/schemas.js";
import { userIdOf } from "#http/native/session.js";
import type { BookingOfUser } from "#projections/bookings/queries/booking-of-user.js";
import { bookingsOfUser } from "#projections/bookings/queries/bookings-of-user.js";

const tags = ["Bookings"];
const config = { reads: bookingsOfUser.reads };

/** Both groups in the order of their screens (bookings-and-stocks.md, section 11.1). */
const grouped = (bookings: readonly BookingOfUser[], now: Instant) => ({
  ended: bookings.filter((one) => isEnded(one, now)).sort(byEndDescending),
  ongoing: bookings.filter((one) => !isEnded(one, now)).sort(byDueDate),
  hasBookingsAfter18: bookings.some(isPaidAsAdult),
});

export const bookingsV1Route: Routes = (app, { pool, clock }) => {
  const summary = "All bookings of the user, in two groups";
  const schema = { operationId: "getBookings", tags, summary, deprecated: true, response: { 200: bookingsV1 } };
  app.get("/native/v1/bookings", { schema, config }, async (request) => {
    const now = clock.now();
    const { ended, ongoing, hasBookingsAfter18 } = grouped(
      await bookingsOfUser.run(pool, { userId: userIdOf(request) }),
      now,
    );
    return {
      ended_bookings: ended.map((one) => bookingResponseV1(one, false, now)),
      ongoing_bookings: ongoing.map((one) => bookingResponseV1(one, true, now)),
      hasBookingsAfter18,
    };
  });
};

export const bookingsV2Route: Routes = (app, { pool, clock }) => {
  const summary = "All bookings of the user, in two groups";
  const schema = { operationId: "getBookingsV2", tags, summary, response: { 200: bookingsV2 } };
  app.get("/native/v2/bookings", { schema, config }, async (request) => {
    const now = clock.now();
    const { ended, ongoing, hasBookingsAfter18 } = grouped(
      await bookingsOfUser.run(pool, { userId: userIdOf(request) }),
      now,
    );
    return {
      endedBookings: ended.map((one) => bookingResponseV2(one, now)),
      ongoingBookings: ongoing.map((one) => bookingResponseV2(one, now)),
      hasBookingsAfter18,
    };
  });
};
