import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayIn, startOfDay } from "#domain/shared/departments.js";
import {
  ageAt,
  type Candidate,
  type CreditRules,
  decideEligibility,
  eligibilityAt,
  eligibilityWindow,
  isEligibleForNextActivation,
  youngStatus,
} from "#domain/user/eligibility.js";

/** users-and-wallet.md, section 8. */

const rules: CreditRules = { reformAt: "2025-03-01T00:00:00.000Z", isFreeEligibilityOpen: false };
const withFree: CreditRules = { ...rules, isFreeEligibilityOpen: true };
const paris = "Europe/Paris";
const born = (birthDate: string | null, departementCode = "75"): Candidate => ({
  birthDate,
  departementCode,
  roles: [],
  registrations: [],
});

describe("an age", () => {
  it.each([
    ["the day before the birthday", "2008-11-23", "75", "2026-11-22T12:00:00.000Z", 17],
    ["the birthday", "2008-11-22", "75", "2026-11-22T12:00:00.000Z", 18],
    ["the birthday in Paris, while UTC still has the day before", "2008-11-22", "75", "2026-11-21T23:30:00.000Z", 18],
    ["the evening before in Tahiti, while Paris has the birthday", "2008-11-22", "987", "2026-11-22T05:00:00.000Z", 17],
    ["28 February of somebody of the 29th", "2008-02-29", "75", "2026-02-28T12:00:00.000Z", 17],
    ["1 March of somebody of the 29th", "2008-02-29", "75", "2026-03-01T12:00:00.000Z", 18],
  ])("on %s counts full years by the department's clock", (_, birthDate, department, at, age) => {
    expect(ageAt(born(birthDate, department), at)).toBe(age);
  });

  it("is not known without a birth date", () => {
    expect(ageAt(born(null), "2026-11-22T12:00:00.000Z")).toBeNull();
  });
});

describe("the window in which somebody can be eligible", () => {
  it("opens at 17 and closes with the 19th birthday, at midnight of the department", () => {
    expect(eligibilityWindow(born("2008-06-15"), "2026-11-22T12:00:00.000Z", rules)).toEqual({
      start: "2025-06-14T22:00:00.000Z",
      end: "2027-06-14T22:00:00.000Z",
    });
    expect(eligibilityWindow(born("2008-06-15", "988"), "2026-11-22T12:00:00.000Z", rules)).toEqual({
      start: "2025-06-14T13:00:00.000Z",
      end: "2027-06-14T13:00:00.000Z",
    });
  });

  it("opened at 15 before the reform, and does with the free pass", () => {
    expect(eligibilityWindow(born("2008-06-15"), "2025-02-28T00:00:00.000Z", rules)?.start).toBe(
      "2023-06-14T22:00:00.000Z",
    );
    expect(eligibilityWindow(born("2008-06-15"), "2026-02-28T00:00:00.000Z", withFree)?.start).toBe(
      "2023-06-14T22:00:00.000Z",
    );
  });
});

describe("eligibility", () => {
  const at = "2026-11-22T12:00:00.000Z";
  const before = "2024-11-22T12:00:00.000Z";
  it.each([
    ["14 before the reform", "2010-01-01", before, rules, null],
    ["15 before the reform", "2009-01-01", before, rules, "underage"],
    ["17 before the reform", "2007-01-01", before, rules, "underage"],
    ["18 before the reform", "2006-01-01", before, rules, "age-18"],
    ["19 before the reform", "2005-01-01", before, rules, null],
    ["16 since the reform", "2010-01-01", at, rules, null],
    ["16 with the free pass", "2010-01-01", at, withFree, "free"],
    ["17 since the reform", "2009-01-01", at, rules, "age-17-18"],
    ["18 since the reform", "2008-01-01", at, rules, "age-17-18"],
    ["19 since the reform", "2007-01-01", at, rules, null],
  ] as const)("at %s", (_, birthDate, instant, applied, expected) => {
    expect(eligibilityAt(born(birthDate), instant, applied)).toBe(expected);
    expect(decideEligibility(born(birthDate), instant, applied)).toBe(expected);
  });

  it("carries over what somebody began before the reform", () => {
    const person = {
      ...born("2006-12-01"),
      registrations: [{ type: "age-18" as const, at: "2025-02-01T00:00:00.000Z" }],
    };
    expect(decideEligibility(person, "2026-03-01T00:00:00.000Z", rules)).toBe("age-18");
  });

  it("lets somebody who began at 18 finish at 19 and 20, and nobody at 21", () => {
    const person = {
      ...born("2007-01-01"),
      registrations: [{ type: "age-17-18" as const, at: "2025-06-01T00:00:00.000Z" }],
    };
    expect(decideEligibility(person, "2027-06-01T00:00:00.000Z", rules)).toBe("age-17-18");
    expect(decideEligibility(person, "2028-06-01T00:00:00.000Z", rules)).toBeNull();
  });

  it("is never given outside 15 to 20, whatever the birth date, the place and the registrations", () => {
    const day = fc.date({ min: new Date("1990-01-01"), max: new Date("2020-12-31"), noInvalidDate: true });
    const instant = fc.date({ min: new Date("2020-01-01"), max: new Date("2035-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(
        day,
        instant,
        fc.constantFrom("75", "974", "987", "988", "973"),
        fc.boolean(),
        (birth, when, code, isFree) => {
          const person = born(birth.toISOString().slice(0, 10), code);
          const now = when.toISOString();
          const age = ageAt(person, now) ?? 0;
          const eligibility = decideEligibility(person, now, isFree ? withFree : rules);
          if (age < 15 || age > 18) expect(eligibility).toBeNull();
          if (age === 18) expect(eligibility).not.toBeNull();
        },
      ),
    );
  });

  it("allows a next credit to whoever has none, to minors who come of age, to no adult again", () => {
    expect(isEligibleForNextActivation([], "age-17-18", 17)).toBe(true);
    expect(isEligibleForNextActivation([], null, 25)).toBe(false);
    expect(isEligibleForNextActivation(["UNDERAGE_BENEFICIARY"], "age-17-18", 17)).toBe(false);
    expect(isEligibleForNextActivation(["UNDERAGE_BENEFICIARY"], "age-17-18", 18)).toBe(true);
    expect(isEligibleForNextActivation(["FREE_BENEFICIARY"], "age-17-18", 17)).toBe(true);
    expect(isEligibleForNextActivation(["BENEFICIARY"], "age-17-18", 18)).toBe(false);
  });
});

describe("the status of a young person", () => {
  const standing = {
    isActive: true,
    isEmailValidated: true,
    isBeneficiary: true,
    hasActiveDeposit: true,
    eligibility: null,
    isEligibleForNextActivation: false,
  };
  it.each([
    ["suspended", { isActive: false }, "suspended", null],
    ["without a validated e-mail", { isEmailValidated: false }, "eligible", "has_to_complete_subscription"],
    ["with a credit", {}, "beneficiary", null],
    ["whose credit is over", { hasActiveDeposit: false }, "ex_beneficiary", null],
    [
      "a minor who turned 18",
      { eligibility: "age-17-18", isEligibleForNextActivation: true },
      "eligible",
      "has_to_complete_subscription",
    ],
    ["too old", { isBeneficiary: false }, "non_eligible", null],
  ] as const)("%s", (_, facts, statusType, subscriptionStatus) => {
    expect(youngStatus({ ...standing, ...facts })).toEqual({ statusType, subscriptionStatus });
  });
});

describe("a day of a place", () => {
  it("begins when its clock says midnight, also when the clocks change that day", () => {
    expect(startOfDay(paris, "2026-03-29")).toBe("2026-03-28T23:00:00.000Z");
    expect(startOfDay(paris, "2026-10-25")).toBe("2026-10-24T22:00:00.000Z");
    expect(startOfDay("America/Miquelon", "2026-11-22")).toBe("2026-11-22T03:00:00.000Z");
  });

  it("contains its own beginning, and not the instant before", () => {
    const day = fc.date({ min: new Date("1990-01-01"), max: new Date("2035-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(
        day,
        fc.constantFrom(paris, "Indian/Reunion", "Pacific/Noumea", "America/Miquelon"),
        (date, timezone) => {
          const wanted = date.toISOString().slice(0, 10);
          const start = startOfDay(timezone, wanted);
          expect(dayIn(timezone, start)).toBe(wanted);
          expect(dayIn(timezone, new Date(Date.parse(start) - 1).toISOString()) < wanted).toBe(true);
        },
      ),
    );
  });
});
