import { dayIn, startOfDay, timezoneOfDepartment } from "#domain/shared/departments.js";
import type { Instant } from "#domain/shared/values.js";
import type { UserRole } from "#domain/user/events.js";

/** users-and-wallet.md, section 1.2. */
export const eligibilityTypes = ["age-17-18", "free", "underage", "age-18"] as const;
export type Eligibility = (typeof eligibilityTypes)[number];

/** What a person's eligibility depends on. */
export interface Candidate {
  /** A calendar day: the validated one, else the declared one. */
  readonly birthDate: string | null;
  readonly departementCode: string | null;
  readonly roles: readonly UserRole[];
  /** When the person began to prove something, and for which eligibility (section 8.4). */
  readonly registrations: readonly { readonly type: Eligibility; readonly at: Instant }[];
}

/** The credit's rules as an installation sets them. */
export interface CreditRules {
  /** Since when 17 and 18 year-olds get the credit of the reform (section 8.1). */
  readonly reformAt: Instant;
  /** Whether 15 and 16 year-olds may book free offers. */
  readonly isFreeEligibilityOpen: boolean;
}

/** The calendar day on which somebody of this birth date reaches an age. */
export const birthday = (birthDate: string, age: number): string => {
  const [year = "", rest = ""] = [birthDate.slice(0, 4), birthDate.slice(4)];
  const turned = Number(year) + age;
  // Who was born on 29 February turns a year older on 1 March.
  const isLeap = (turned % 4 === 0 && turned % 100 !== 0) || turned % 400 === 0;
  return `${String(turned).padStart(4, "0")}${rest === "-02-29" && !isLeap ? "-03-01" : rest}`;
};

/** Full years at an instant, by the clock of the person's department. */
export const ageAt = (
  { birthDate, departementCode }: Pick<Candidate, "birthDate" | "departementCode">,
  at: Instant,
): number | null => {
  if (birthDate === null) return null;
  const today = dayIn(timezoneOfDepartment(departementCode), at);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return birthday(birthDate, years) <= today ? years : years - 1;
};

/** From when (inclusive) until when (exclusive) somebody of this birth date can be eligible, as the rules stand at an instant (section 8.1). */
export const eligibilityWindow = (
  { birthDate, departementCode }: Pick<Candidate, "birthDate" | "departementCode">,
  at: Instant,
  rules: CreditRules,
): { readonly start: Instant; readonly end: Instant } | null => {
  if (birthDate === null) return null;
  const timezone = timezoneOfDepartment(departementCode);
  const firstAge = at < rules.reformAt || rules.isFreeEligibilityOpen ? 15 : 17;
  return {
    start: startOfDay(timezone, birthday(birthDate, firstAge)),
    end: startOfDay(timezone, birthday(birthDate, 19)),
  };
};

/** The eligibility that a birth date alone gives at an instant (section 8.2). */
export const eligibilityAt = (
  person: Pick<Candidate, "birthDate" | "departementCode">,
  at: Instant,
  rules: CreditRules,
): Eligibility | null => {
  const window = eligibilityWindow(person, at, rules);
  const age = ageAt(person, at);
  if (window === null || age === null || at < window.start || at >= window.end) return null;
  if (at < rules.reformAt) return age >= 18 ? "age-18" : "underage";
  if (age >= 17) return "age-17-18";
  return rules.isFreeEligibilityOpen ? "free" : null;
};

/** The earliest registration for a type at which that type was the right one (section 8.4). */
const firstRegistration = (person: Candidate, type: Eligibility, rules: CreditRules): Instant | undefined =>
  person.registrations
    .filter((one) => one.type === type && eligibilityAt(person, one.at, rules) === type)
    .map((one) => one.at)
    .sort()[0];

/** What somebody is eligible for now, whatever they already have; null for nothing (section 8.3). */
export const decideEligibility = (person: Candidate, at: Instant, rules: CreditRules): Eligibility | null => {
  const age = ageAt(person, at);
  if (age === null || age < 15 || age > 20) return null;
  const now = eligibilityAt(person, at, rules);
  if (now !== null && now !== "free") return now;
  const carriedOver = age <= 17 ? "underage" : age <= 19 ? "age-18" : null;
  if (carriedOver !== null && firstRegistration(person, carriedOver, rules) !== undefined) return carriedOver;
  if (now === "free") return now;
  const begun = firstRegistration(person, "age-17-18", rules);
  return begun === undefined ? now : eligibilityAt(person, begun, rules);
};

/** Whether the eligibility is that of somebody of age (section 8.5). */
export const isOfAgeEligibility = (eligibility: Eligibility | null, age: number | null): boolean =>
  eligibility === "age-18" || (eligibility === "age-17-18" && age !== null && age >= 18);

/** Whether a next credit can be activated: of what is due to non-beneficiaries, minors and holders of the free pass (section 8.5). */
export const isEligibleForNextActivation = (
  roles: readonly UserRole[],
  eligibility: Eligibility | null,
  age: number | null,
): boolean => {
  if (roles.includes("BENEFICIARY")) return false;
  if (roles.includes("UNDERAGE_BENEFICIARY")) return isOfAgeEligibility(eligibility, age);
  return eligibility !== null;
};

export interface YoungStatus {
  readonly statusType: "eligible" | "non_eligible" | "beneficiary" | "ex_beneficiary" | "suspended";
  readonly subscriptionStatus:
    | "has_to_complete_subscription"
    | "has_subscription_pending"
    | "has_subscription_issues"
    | null;
}

export interface Standing {
  readonly isActive: boolean;
  readonly isEmailValidated: boolean;
  readonly isBeneficiary: boolean;
  readonly hasActiveDeposit: boolean;
  readonly eligibility: Eligibility | null;
  readonly isEligibleForNextActivation: boolean;
}

/**
 * Where somebody stands on the way to the credit (sections 9.2 and 9.3). No proof of identity is recorded yet, so whoever
 * is eligible still has steps to complete.
 */
export const youngStatus = (standing: Standing): YoungStatus => {
  const toComplete: YoungStatus = { statusType: "eligible", subscriptionStatus: "has_to_complete_subscription" };
  const just = (statusType: YoungStatus["statusType"]): YoungStatus => ({ statusType, subscriptionStatus: null });
  if (!standing.isActive) return just("suspended");
  if (!standing.isEmailValidated) return toComplete;
  if (standing.isBeneficiary && !standing.isEligibleForNextActivation)
    return just(standing.hasActiveDeposit ? "beneficiary" : "ex_beneficiary");
  return standing.eligibility === null ? just("non_eligible") : toComplete;
};
