import { z } from "zod";
import { eligibilityTypes } from "#domain/user/eligibility.js";
import { userRole } from "#domain/user/events.js";
import { depositType, recreditType } from "#domain/wallet/events.js";
import { model } from "#http/native/models.js";

const text = z.string().nullable();

/** The stored French words of the activities and their ids (users-and-wallet.md, section 1.2). */
export const activityIds = {
  MIDDLE_SCHOOL_STUDENT: "Collégien",
  HIGH_SCHOOL_STUDENT: "Lycéen",
  STUDENT: "Étudiant",
  EMPLOYEE: "Employé",
  APPRENTICE: "Apprenti",
  APPRENTICE_STUDENT: "Alternant",
  VOLUNTEER: "Volontaire",
  INACTIVE: "Inactif",
  UNEMPLOYED: "Demandeur d'emploi",
} as const;
export const activityId = z.enum(Object.keys(activityIds) as (keyof typeof activityIds)[]);

const credit = model("Credit", z.object({ initial: z.int(), remaining: z.int() }));
const domainsCredit = model(
  "DomainsCredit",
  z.object({ all: credit, digital: credit.nullable(), physical: credit.nullable() }),
);

const achievement = z.object({
  id: z.int(),
  name: z.enum([
    "FIRST_MOVIE_BOOKING",
    "FIRST_BOOK_BOOKING",
    "FIRST_RECORDED_MUSIC_BOOKING",
    "FIRST_SHOW_BOOKING",
    "FIRST_MUSEUM_BOOKING",
    "FIRST_LIVE_MUSIC_BOOKING",
    "FIRST_NEWS_BOOKING",
    "FIRST_INSTRUMENT_BOOKING",
    "FIRST_ART_LESSON_BOOKING",
  ]),
  seenDate: text,
  unlockedDate: z.string(),
});

const subscriptionMessage = z.object({
  userMessage: z.string(),
  callToAction: z
    .object({
      callToActionIcon: z.enum(["EMAIL", "RETRY", "EXTERNAL"]).nullable(),
      callToActionLink: text,
      callToActionTitle: text,
    })
    .nullable(),
  messageSummary: text,
  popOverIcon: z.enum(["INFO", "ERROR", "WARNING", "CLOCK", "FILE", "MAGNIFYING_GLASS"]).nullable(),
  updatedAt: text,
});

const youngStatus = z.object({
  statusType: z.enum(["eligible", "non_eligible", "beneficiary", "ex_beneficiary", "suspended"]),
  subscriptionStatus: z
    .enum(["has_to_complete_subscription", "has_subscription_pending", "has_subscription_issues"])
    .nullable(),
});

export const profileAnswer = model(
  "UserProfileResponse",
  z.object({
    achievements: z.array(achievement),
    activityId: activityId.nullable(),
    birthDate: text,
    bookedOffers: z.record(z.string(), z.int()),
    city: text,
    currency: z.enum(["EUR", "XPF"]),
    depositActivationDate: text,
    depositExpirationDate: text,
    depositType: depositType.nullable(),
    disabilityBonificationStatus: z
      .enum([
        "eligible",
        "not_eligible",
        "started",
        "too_many_retries",
        "person_not_found",
        "application_not_found",
        "not_recipient",
        "granted",
        "ko",
      ])
      .nullable(),
    domainsCredit: domainsCredit.nullable(),
    eligibility: z.enum(eligibilityTypes).nullable(),
    eligibilityEndDatetime: text,
    eligibilityStartDatetime: text,
    email: z.string(),
    firstDepositActivationDate: text,
    firstName: text,
    hasPassword: z.boolean(),
    hasProfileExpired: z.boolean(),
    id: z.int(),
    isBeneficiary: z.boolean(),
    isEligibleForBeneficiaryUpgrade: z.boolean(),
    lastName: text,
    needsToFillCulturalSurvey: z.boolean(),
    phoneNumber: text,
    postalCode: text,
    qfBonificationStatus: z
      .enum([
        "eligible",
        "not_eligible",
        "started",
        "custodian_not_found",
        "application_not_found",
        "not_in_tax_household",
        "quotient_familial_too_high",
        "too_many_retries",
        "granted",
        "ko",
      ])
      .nullable(),
    recreditAmountToShow: z.int().nullable(),
    recreditTypeToShow: recreditType.nullable(),
    remainingBonusAttempts: z.int().nullable(),
    requiresIdCheck: z.boolean(),
    roles: z.array(userRole),
    showEligibleCard: z.boolean(),
    status: youngStatus,
    street: text,
    subscriptionMessage: subscriptionMessage.nullable(),
    subscriptions: z.object({
      marketingEmail: z.boolean(),
      marketingPush: z.boolean(),
      subscribedThemes: z.array(z.string()),
    }),
  }),
);
export type ProfileAnswer = z.infer<typeof profileAnswer>;
