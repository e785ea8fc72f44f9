import type { Instant } from "#domain/shared/values.js";
import { birthday } from "#domain/user/eligibility.js";
import type { DepositType, RecreditType } from "#domain/wallet/events.js";

// Amounts, caps and expiry of credits: users-and-wallet.md, section 10.1. Euro cents.

/** What a deposit begins with. What an age adds to it comes as a recredit: see `creditOfAge`. */
export interface DepositTerms {
  readonly amountCents: number;
  /** null: the cap does not apply. */
  readonly digitalCapCents: number | null;
  readonly physicalCapCents: number | null;
}

export interface Grant {
  readonly type: DepositType;
  /** Full years at the first registration: only GRANT_15_17 begins with an amount that depends on it. */
  readonly age: number;
  readonly departementCode: string | null;
  readonly at: Instant;
  /** From when on the digital cap of the reform is halved; null while that is not decided. */
  readonly digitalCapV2At: Instant | null;
}

const underageAmounts: Readonly<Record<number, number>> = { 15: 20_00, 16: 30_00, 17: 30_00 };
const ageAmounts: Readonly<Record<DepositType, Readonly<Record<number, number>>>> = {
  GRANT_17_18: { 17: 50_00, 18: 150_00 },
  GRANT_15_17: underageAmounts,
  GRANT_18: {},
  GRANT_FREE: {},
};
const recreditOfAge: Readonly<Record<number, RecreditType>> = {
  15: "Recredit15",
  16: "Recredit16",
  17: "Recredit17",
  18: "Recredit18",
};

/** Territories where more, or everything, may be spent on digital goods; null is no cap. */
const digitalCapOverrides: ReadonlyMap<string, number | null> = new Map([
  ["986", null],
  ["976", 150_00],
  ["975", 200_00],
]);

/** What a deposit of this type begins with, for this person at this instant. */
export const depositTerms = (grant: Grant): DepositTerms => ({
  amountCents: initialAmount(grant),
  digitalCapCents: digitalCap(grant),
  physicalCapCents: null, // only the oldest GRANT_18 had one
});

const initialAmount = ({ type, age }: Grant): number => {
  switch (type) {
    case "GRANT_18":
      return 300_00;
    case "GRANT_15_17":
      return underageAmounts[age] ?? 0;
    case "GRANT_17_18":
    case "GRANT_FREE":
      return 0;
  }
};

const digitalCap = ({ type, departementCode, at, digitalCapV2At }: Grant): number | null => {
  if (type === "GRANT_15_17" || type === "GRANT_FREE") return null;
  const isV2 = digitalCapV2At !== null && at >= digitalCapV2At;
  const override = digitalCapOverrides.get(departementCode ?? "");
  if (override !== undefined) return isV2 ? null : override;
  return type === "GRANT_17_18" && isV2 ? 50_00 : 100_00;
};

/** What an age adds to a deposit of this type, once: 50 € at 17 and 150 € at 18 since the reform. undefined for nothing. */
export const creditOfAge = (
  type: DepositType,
  age: number,
): { readonly type: RecreditType; readonly amountCents: number } | undefined => {
  const amountCents = ageAmounts[type][age];
  const recredit = recreditOfAge[age];
  return amountCents === undefined || recredit === undefined ? undefined : { type: recredit, amountCents };
};

/** When a new credit is lost: midnight (UTC) of the 21st birthday and 11 hours, so that no territory loses a part of the day before. */
export const depositExpiry = (birthDate: string): Instant => `${birthday(birthDate, 21)}T11:00:00.000Z`;
