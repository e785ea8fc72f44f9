import type { DatabasePool } from "slonik";
import { z } from "zod";
import type { Instant } from "#domain/shared/values.js";
import type { Routes } from "#http/app.js";
import { notFound } from "#http/errors/http-error.js";
import { isEndedInSimpleList } from "#http/native/bookings/facts.js";
import { bookingListItem, bookingResponseV2 } from "#http/native/bookings/render.js";
import { bookingsList, bookingV2 } from "#http/native/bookings/schemas.js";
import { idParameter } from "#http/native/id-parameter.js";
import { userIdOf } from "#http/native/session.js";
import { bookingOfUser } from "#projections/bookings/queries/booking-of-user.js";
import { bookingsOfUser } from "#projections/bookings/queries/bookings-of-user.js";

const listName = z.enum(["ongoing", "ended"]);

/** The contract has two operations on one path: an id answers a booking, a word answers a list. To a router they are one. */
export const bookingOrListRoute: Routes = (app, { pool, clock }) => {
  app.get(
    "/native/v2/bookings/:idOrStatus",
    {
      schema: {
        operationId: "getBookingOrBookingsList",
        tags: ["Bookings"],
        summary: "One booking with its ticket; or, for the words ongoing and ended, a brief list",
        params: z.object({ idOrStatus: z.union([idParameter, listName]) }),
        response: { 200: z.union([bookingV2, bookingsList]) },
      },
      config: { reads: bookingOfUser.reads },
    },
    (request) => {
      const { idOrStatus } = request.params;
      const userId = userIdOf(request);
      return typeof idOrStatus === "number"
        ? one(pool, idOrStatus, userId, clock.now())
        : list(pool, idOrStatus, userId);
    },
  );
};

const one = async (pool: DatabasePool, bookingId: number, userId: number, now: Instant) => {
  const found = await bookingOfUser.run(pool, { bookingId, userId });
  if (found === null) throw notFound();
  return bookingResponseV2(found, now);
};

const list = async (pool: DatabasePool, name: z.infer<typeof listName>, userId: number) => {
  const bookings = await bookingsOfUser.run(pool, { userId });
  const wanted = bookings.filter((booking) => isEndedInSimpleList(booking) === (name === "ended"));
  return { bookings: wanted.map(bookingListItem) };
};
