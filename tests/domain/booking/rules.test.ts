import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BookingFacts,
  cancellationLimit,
  isPastCancellation,
  refuseUnlessCancellable,
  refuseUnlessReversible,
  refuseUnlessUsable,
} from "#domain/booking/rules.js";
import { refusalOf } from "#tests/support/specification.js";

const hour = 3_600_000;
const booked = Date.parse("2026-03-01T10:00:00.000Z");
const hoursLater = (hours: number): string => new Date(booked + hours * hour).toISOString();
const limitOf = (hoursAhead: number) => cancellationLimit(hoursLater(hoursAhead), hoursLater(0));

describe("until when a booking can be cancelled", () => {
  it("is never told for things", () => expect(cancellationLimit(null, hoursLater(0))).toBeNull());
  it.each([
    ["four days and more ahead: two days after booking", 96, 48],
    ["a month ahead: two days after booking", 720, 48],
    ["between two and four days ahead: two days before it begins", 72, 24],
    ["a millisecond less than four days ahead", 96 - 1 / hour, 48 - 1 / hour],
    ["exactly two days ahead: at once, not at all", 48, 0],
    ["within two days: at once, not at all", 5, 0],
    ["that has begun: at once, not at all", -5, 0],
  ])("an event %s", (_, ahead, limit) => expect(limitOf(ahead)).toBe(hoursLater(limit)));
  it("lies between the booking and two days after it, and never later than two days before the event that is further away", () =>
    fc.assert(
      fc.property(fc.integer({ min: -100 * hour, max: 2_000 * hour }), (ahead) => {
        const limit = Date.parse(cancellationLimit(new Date(booked + ahead).toISOString(), hoursLater(0)) ?? "");
        expect(limit).toBeGreaterThanOrEqual(booked);
        expect(limit).toBeLessThanOrEqual(booked + 48 * hour);
        if (ahead >= 48 * hour) expect(limit).toBeLessThanOrEqual(booked + ahead - 48 * hour);
      }),
    ));
  it("includes the instant itself", () => {
    const facts: BookingFacts = { status: "CONFIRMED", cancellationLimitDate: hoursLater(48) };
    expect(isPastCancellation(facts, hoursLater(48 - 1 / hour))).toBe(false);
    expect(isPastCancellation(facts, hoursLater(48))).toBe(true);
    expect(isPastCancellation({ ...facts, cancellationLimitDate: null }, hoursLater(9_999))).toBe(false);
  });
});

describe("what a reimbursed booking refuses", () => {
  const reimbursed: BookingFacts = { status: "REIMBURSED", cancellationLimitDate: null };
  it("is everything, each in the words of who asks", () => {
    expect(refusalOf(() => refuseUnlessUsable(reimbursed, true, hoursLater(0))).code).toBe("BOOKING_REIMBURSED");
    expect(refusalOf(() => refuseUnlessReversible(reimbursed)).code).toBe("BOOKING_REIMBURSED");
    expect(refusalOf(() => refuseUnlessCancellable(reimbursed, "OFFERER", hoursLater(0))).code).toBe(
      "BOOKING_REIMBURSED",
    );
    expect(refusalOf(() => refuseUnlessCancellable(reimbursed, "BENEFICIARY", hoursLater(0))).code).toBe(
      "BOOKING_USED",
    );
  });
});
