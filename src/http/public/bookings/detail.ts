import { refuseUnlessUsable } from "#domain/booking/rules.js";
import { offerer } from "#domain/offerer/decider.js";
import type { Routes } from "#http/app.js";
import { linkedCountermark } from "#http/public/bookings/linked-countermark.js";
import { toBooking } from "#http/public/present.js";
import { notYet } from "#http/public/refusals.js";
import { GetBookingResponse, TokenParams } from "#http/public/schemas.js";
import { askUntilShown } from "#http/shared/ask-until-shown.js";
import { refusedAs } from "#http/shared/refused-as.js";
import { validationAnswers } from "#http/shared/validation-answers.js";
import { bookingSheetOf } from "#projections/bookings/queries/booking-sheet-of.js";

export const bookingByTokenRoute: Routes = (app, deps) => {
  app.get(
    "/public/bookings/v1/token/:token",
    {
      schema: {
        operationId: "GetBookingByToken",
        tags: ["Bookings"],
        summary: "The booking behind a countermark, if it can be validated now",
        params: TokenParams,
        response: { 200: GetBookingResponse },
      },
      config: { reads: bookingSheetOf.reads },
    },
    async (request, reply) => {
      const booked = await linkedCountermark(request, request.params.token, deps);
      const { status } = await deps.load(offerer, booked.offererId);
      await refusedAs(await validationAnswers(booked, deps, notYet), async () =>
        refuseUnlessUsable(booked, status === "CLOSED", deps.clock.now()),
      );
      return toBooking(await askUntilShown(deps, { request, reply }, bookingSheetOf, booked));
    },
  );
};
