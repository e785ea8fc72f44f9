import { refuseUnlessUsable } from "#domain/booking/rules.js";
import { offerer } from "#domain/offerer/decider.js";
import type { Routes } from "#http/app.js";
import { ownCountermark } from "#http/pro/bookings/own-countermark.js";
import { toCountermark } from "#http/pro/present/countermark.js";
import { notYet } from "#http/pro/refusals.js";
import { GetBookingResponse, TokenParams } from "#http/pro/schemas/countermark.js";
import { askUntilShown } from "#http/shared/ask-until-shown.js";
import { refusedAs } from "#http/shared/refused-as.js";
import { validationAnswers } from "#http/shared/validation-answers.js";
import { bookingSheetOf } from "#projections/bookings/queries/booking-sheet-of.js";

export const countermarkRoute: Routes = (app, deps) => {
  app.get(
    "/bookings/token/:token",
    {
      schema: {
        operationId: "getBookingByToken",
        tags: ["Bookings"],
        summary: "What a countermark stands for, if it can be validated now",
        params: TokenParams,
        response: { 200: GetBookingResponse },
      },
      config: { reads: bookingSheetOf.reads },
    },
    async (request, reply) => {
      const booked = await ownCountermark(request, request.params.token, deps);
      const { status } = await deps.load(offerer, booked.offererId);
      await refusedAs(await validationAnswers(booked, deps, notYet), async () =>
        refuseUnlessUsable(booked, status === "CLOSED", deps.clock.now()),
      );
      return toCountermark(await askUntilShown(deps, { request, reply }, bookingSheetOf, booked));
    },
  );
};
