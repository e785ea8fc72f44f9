import { z } from "zod";
import { bookOffer } from "#commands/booking/book-offer.js";
import { id } from "#domain/shared/values.js";
import type { Routes } from "#http/app.js";
import { idsOf, issueFor } from "#http/issuing.js";
import { model } from "#http/native/models.js";
import { userIdOf } from "#http/native/session.js";

const wish = model("BookOfferRequest", z.strictObject({ stockId: id, quantity: z.int() }));
const booked = model("BookOfferResponse", z.object({ bookingId: z.int() }));

export const bookRoute: Routes = (app, deps) => {
  app.post(
    "/native/v1/bookings",
    {
      schema: {
        operationId: "bookOffer",
        tags: ["Bookings"],
        summary: "Book an offer",
        description: "One live booking per offer: the same wish again is refused with ALREADY_BOOKED.",
        body: wish,
        response: { 200: booked },
      },
    },
    async (request, reply) => {
      const bookingId = await idsOf(request, deps).next("booking");
      return issueFor(deps, { request, reply }, bookOffer, { ...request.body, bookingId, userId: userIdOf(request) });
    },
  );
};
