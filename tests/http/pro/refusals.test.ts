import { describe, expect, it } from "vitest";
import { Refusal, type RefusalCode } from "#domain/shared/refusal.js";
import { answerRefusal } from "#http/errors/refusals.js";
import { keepAnswers, proRefusals } from "#http/pro/refusals.js";
import { cancelAnswers, keepAnswers as publicKeepAnswers, publicRefusals } from "#http/public/refusals.js";

// No event tells of a reimbursement yet, so no route can be asked about one: the answers stand ready.
describe("a booking that was reimbursed", () => {
  const refusal = new Refusal("BOOKING_REIMBURSED");

  it("is told so at the desk", () => {
    const sentence = ["Cette réservation a été remboursée"];
    expect(answerRefusal(proRefusals, refusal)).toEqual({ status: 403, body: { payment: sentence } });
  });

  it("cannot be kept for another time: 410 at the desk, 403 for partners", () => {
    expect(answerRefusal({ ...proRefusals, ...keepAnswers }, refusal)).toEqual({
      status: 410,
      body: { payment: ["Le remboursement est en cours de traitement"] },
    });
    expect(answerRefusal({ ...publicRefusals, ...publicKeepAnswers }, refusal)).toEqual({
      status: 403,
      body: { payment: "This booking has been reimbursed" },
    });
  });

  it("cannot be cancelled by partners, and is not used again", () => {
    expect(answerRefusal({ ...publicRefusals, ...cancelAnswers }, refusal).status).toBe(403);
    expect(answerRefusal(publicRefusals, refusal)).toEqual({
      status: 403,
      body: { payment: "This booking has already been reimbursed" },
    });
  });
});

describe("a field that the business refuses", () => {
  const answer = (code: RefusalCode, facts: Refusal["facts"]) => answerRefusal(proRefusals, new Refusal(code, facts));

  it("is named, with a sentence in French", () =>
    expect(answer("STOCK_FIELD_INVALID", { field: "price300", reason: "price above the limit" })).toEqual({
      status: 400,
      body: { price300: ["Le prix d’une offre ne peut excéder 300 euros."] },
    }));

  it("is told the decider's own words where there is no sentence", () =>
    expect(answer("OFFER_FIELD_INVALID", { field: "visa", reason: "must be known" })).toEqual({
      status: 400,
      body: { visa: ["must be known"] },
    }));
});
