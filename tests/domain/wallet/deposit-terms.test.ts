import { describe, expect, it } from "vitest";
import { creditOfAge, depositExpiry, depositTerms, type Grant } from "#domain/wallet/deposit-terms.js";

const at = "2026-03-02T10:00:00.000Z";
const grant = (changes: Partial<Grant>): Grant => ({
  type: "GRANT_17_18",
  age: 18,
  departementCode: "75",
  at,
  digitalCapV2At: null,
  ...changes,
});
const digitalCap = (changes: Partial<Grant>) => depositTerms(grant(changes)).digitalCapCents;

describe("the amount of a deposit", () => {
  it("begins at nothing since the reform: ages add to it", () => {
    expect(depositTerms(grant({})).amountCents).toBe(0);
    expect(creditOfAge("GRANT_17_18", 17)).toEqual({ type: "Recredit17", amountCents: 50_00 });
    expect(creditOfAge("GRANT_17_18", 18)).toEqual({ type: "Recredit18", amountCents: 150_00 });
    expect(creditOfAge("GRANT_17_18", 16)).toBeUndefined();
  });
  it("is nothing for those who may book free offers only", () => {
    expect(depositTerms(grant({ type: "GRANT_FREE", age: 16 }))).toEqual({
      amountCents: 0,
      digitalCapCents: null,
      physicalCapCents: null,
    });
    expect(creditOfAge("GRANT_FREE", 17)).toBeUndefined();
  });
  it.each([
    [15, 20_00, "Recredit15"],
    [16, 30_00, "Recredit16"],
    [17, 30_00, "Recredit17"],
  ] as const)("depended on the age before the reform: at %i it was %i cents", (age, amountCents, type) => {
    expect(depositTerms(grant({ type: "GRANT_15_17", age })).amountCents).toBe(amountCents);
    expect(creditOfAge("GRANT_15_17", age)).toEqual({ type, amountCents });
  });
  it("was 300 € at 18 before the reform, at once", () => {
    expect(depositTerms(grant({ type: "GRANT_18" })).amountCents).toBe(300_00);
    expect(creditOfAge("GRANT_18", 18)).toBeUndefined();
  });
});

describe("the digital cap", () => {
  it("is 100 €, and 50 € from the day on which it is halved", () => {
    expect(digitalCap({})).toBe(100_00);
    expect(digitalCap({ digitalCapV2At: "2026-03-02T10:00:00.001Z" })).toBe(100_00);
    expect(digitalCap({ digitalCapV2At: at })).toBe(50_00);
    expect(digitalCap({ type: "GRANT_18", digitalCapV2At: at })).toBe(100_00);
  });
  it("is higher, or none, where little is to be had but what comes by wire", () => {
    expect(["986", "976", "975"].map((departementCode) => digitalCap({ departementCode }))).toEqual([
      null,
      150_00,
      200_00,
    ]);
    expect(["986", "976", "975"].map((departementCode) => digitalCap({ departementCode, digitalCapV2At: at }))).toEqual(
      [null, null, null],
    );
  });
  it("never applied to 15 to 17 year-olds before the reform", () => {
    expect(digitalCap({ type: "GRANT_15_17", age: 16 })).toBeNull();
    expect(digitalCap({ type: "GRANT_15_17", age: 16, departementCode: "976" })).toBeNull();
  });
});

describe("the expiry of a deposit", () => {
  it("is at eleven on the 21st birthday", () => expect(depositExpiry("2008-01-31")).toBe("2029-01-31T11:00:00.000Z"));
  it("is on 1 March for who was born on 29 February", () =>
    expect(depositExpiry("2008-02-29")).toBe("2029-03-01T11:00:00.000Z"));
});
