import type { FastifyRequest } from "fastify";
import { user } from "#domain/user/decider.js";
import { venue } from "#domain/venue/decider.js";
import type { Routes } from "#http/app.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { notFound } from "#http/errors/http-error.js";
import { mayActFor } from "#http/pro/auth/access.js";
import { proIdOf } from "#http/pro/auth/recognise-pro.js";
import { toRecap } from "#http/pro/present/recap.js";
import {
  type ListBookingsQuery,
  ListBookingsQueryModel,
  ListBookingsResponseModel,
} from "#http/pro/schemas/bookings.js";
import { InvalidInput } from "#http/validation.js";
import { type PeriodOf, type RecapOfPro, recapOfPro } from "#projections/bookings/queries/recap-of-pro.js";

/** pro-api.md, section 7. */
const rowsPerPage = 1_000;

export const recapRoute: Routes = (app, deps) => {
  app.get(
    "/bookings/pro",
    {
      schema: {
        operationId: "getBookingsPro",
        tags: ["Bookings"],
        summary: "The bookings of the user's structures, newest first",
        description: "One row a seat: a duo has two. The day of the event, or both ends of a period, must be given.",
        querystring: ListBookingsQueryModel,
        response: { 200: ListBookingsResponseModel },
      },
      config: { reads: recapOfPro.reads },
    },
    async (request) => {
      const { page, offererId, venueId, offerId, offererAddressId, eventDate } = request.query;
      const period = periodOf(request.query);
      if (venueId !== undefined) await requireVenue(request, venueId, deps);
      const { rows, total } = await recapOfPro.run(deps.pool, {
        memberId: await memberIdOf(request, deps),
        offererId,
        venueId,
        offerId,
        addressId: offererAddressId,
        eventDay: eventDate,
        period,
        page,
        rowsPerPage,
      });
      const now = deps.clock.now();
      const bookingsRecap = rows.map((row) => toRecap(row, now));
      return { bookingsRecap, page, pages: Math.ceil(total / rowsPerPage), total };
    },
  );
};

const dates: Readonly<Record<NonNullable<ListBookingsQuery["bookingStatusFilter"]>, PeriodOf>> = {
  booked: "booked_at",
  validated: "used_at",
  reimbursed: "reimbursed_at",
};

/** The period that a query asks for, its ends in either order. Refuses a query without one and without an event's day. */
const periodOf = (query: ListBookingsQuery): RecapOfPro["period"] => {
  const { bookingPeriodBeginningDate: one, bookingPeriodEndingDate: other, eventDate, bookingStatusFilter } = query;
  if (one !== undefined && other !== undefined) {
    const [from, to] = one <= other ? [one, other] : [other, one];
    return { of: dates[bookingStatusFilter ?? "booked"], from, to };
  }
  if (eventDate !== undefined) return undefined;
  const due = ["Ce champ est obligatoire en l'absence d'autre date"];
  throw new InvalidInput({ eventDate: due, bookingPeriodBeginningDate: due, bookingPeriodEndingDate: due });
};

/** A venue that the user may not act for is answered like one that does not exist (bookings-and-stocks.md, 12.2). */
const requireVenue = async (request: FastifyRequest, venueId: number, deps: HttpDependencies): Promise<void> => {
  const place = await deps.load(venue, venueId);
  if (place.status === "absent" || !(await mayActFor(request, place.offererId, deps))) throw notFound();
};

/** Whose attachments filter the list: the user's own; an ADMIN sees all. */
const memberIdOf = async (request: FastifyRequest, { load }: HttpDependencies): Promise<number | null> => {
  const userId = proIdOf(request);
  const person = await load(user, userId);
  return person.status === "registered" && person.roles.includes("ADMIN") ? null : userId;
};
