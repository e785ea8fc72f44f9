import type { Instant } from "#domain/shared/values.js";
import { isBeneficiary } from "#domain/user/decider.js";
import {
  ageAt,
  type Candidate,
  type CreditRules,
  decideEligibility,
  eligibilityWindow,
  isEligibleForNextActivation,
  isOfAgeEligibility,
  youngStatus,
} from "#domain/user/eligibility.js";
import {
  type Credit,
  creditOf,
  currentDeposit,
  type Debit,
  type Deposit,
  isActive,
  type Purse,
} from "#domain/wallet/credit.js";
import { activityId, activityIds, type ProfileAnswer } from "#http/native/account/profile-schema.js";
import { utc, utcOrNull } from "#http/shared/instants.js";
import type { ProfileOfUser } from "#projections/users/queries/profile-of-user.js";

export interface ProfileFacts {
  readonly user: ProfileOfUser;
  readonly deposits: readonly Deposit[];
  /** Of live bookings. */
  readonly debits: readonly Debit[];
  readonly bookedOffers: readonly { readonly offerId: number; readonly bookingId: number }[];
}

/**
 * What somebody's own profile says now (users-and-wallet.md, section 7). No fact says anything yet of achievements,
 * surveys, messages, recredits to celebrate or subscriptions: those stand as for a new account.
 */
export const profileResponse = (facts: ProfileFacts, now: Instant, rules: CreditRules): ProfileAnswer => {
  const { user, deposits, debits, bookedOffers } = facts;
  const deposit = currentDeposit(deposits);
  return {
    ...identityOf(user),
    ...depositOf(deposits, deposit),
    ...standingOf(user, deposit, now, rules),
    bookedOffers: Object.fromEntries(bookedOffers.map(({ offerId, bookingId }) => [String(offerId), bookingId])),
    domainsCredit: deposit === undefined ? null : domainsOf(creditOf(deposit, debits, now)),
    achievements: [],
    hasProfileExpired: false,
    needsToFillCulturalSurvey: false,
    recreditAmountToShow: null,
    recreditTypeToShow: null,
    subscriptionMessage: null,
    subscriptions: { marketingEmail: false, marketingPush: true, subscribedThemes: [] },
  };
};

const identityOf = (user: ProfileOfUser) => ({
  id: user.userId,
  email: user.email,
  firstName: user.firstName === "" ? null : user.firstName,
  lastName: user.lastName,
  birthDate: user.birthDate,
  phoneNumber: user.phoneNumber,
  street: user.address,
  city: user.city,
  postalCode: user.postalCode,
  // New Caledonia counts in Pacific francs.
  currency: user.postalCode?.startsWith("988") ? ("XPF" as const) : ("EUR" as const),
  activityId: activityOf(user.activity),
  hasPassword: user.hasPassword,
  roles: user.roles,
  isBeneficiary: isBeneficiary(user.roles),
});

/** The id of an activity that is stored as its id or as its French word. */
const activityOf = (stored: string | null): ProfileAnswer["activityId"] =>
  activityId.options.find((id) => id === stored || activityIds[id] === stored) ?? null;

const depositOf = (deposits: readonly Deposit[], deposit: Deposit | undefined) => ({
  depositType: deposit?.type ?? null,
  depositActivationDate: utcOrNull(deposit?.grantedAt ?? null),
  depositExpirationDate: utcOrNull(deposit?.expiresAt ?? null),
  firstDepositActivationDate: utcOrNull(deposits.map(({ grantedAt }) => grantedAt).sort()[0] ?? null),
});

const standingOf = (user: ProfileOfUser, deposit: Deposit | undefined, now: Instant, rules: CreditRules) => {
  const candidate: Candidate = { ...user, registrations: [] };
  const age = ageAt(candidate, now);
  const window = eligibilityWindow(candidate, now, rules);
  const eligibility = decideEligibility(candidate, now, rules);
  const canUpgrade = isEligibleForNextActivation(user.roles, eligibility, age);
  return {
    eligibility,
    eligibilityStartDatetime: window === null ? null : utc(window.start),
    eligibilityEndDatetime: window === null ? null : utc(window.end),
    isEligibleForBeneficiaryUpgrade: canUpgrade,
    showEligibleCard: !user.roles.includes("BENEFICIARY") && isOfAgeEligibility(eligibility, age),
    // The free pass is given without a proof of identity (section 9.2).
    requiresIdCheck: eligibility !== "free",
    ...bonusOf(user, deposit, age),
    status: youngStatus({
      isActive: true,
      isEmailValidated: user.isEmailValidated,
      isBeneficiary: isBeneficiary(user.roles),
      hasActiveDeposit: deposit !== undefined && isActive(deposit, now),
      eligibility,
      isEligibleForNextActivation: canUpgrade,
    }),
  };
};

/** The bonus is for 18 year-old beneficiaries with the deposit of the reform, once (section 10.4). Nobody has asked for it yet. */
const bonusOf = (user: ProfileOfUser, deposit: Deposit | undefined, age: number | null) => {
  const isGranted = deposit?.recredits.includes("BonusCredit") ?? false;
  const isDue = age === 18 && deposit?.type === "GRANT_17_18" && isBeneficiary(user.roles);
  const status = !isDue ? "not_eligible" : isGranted ? "granted" : "eligible";
  return { qfBonificationStatus: status, disabilityBonificationStatus: status, remainingBonusAttempts: null } as const;
};

const purse = ({ initialCents, remainingCents }: Purse) => ({ initial: initialCents, remaining: remainingCents });

const domainsOf = ({ all, digital, physical }: Credit): ProfileAnswer["domainsCredit"] => ({
  all: purse(all),
  digital: digital && purse(digital),
  physical: physical && purse(physical),
});
