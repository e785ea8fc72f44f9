import { z } from "zod";
import { grantDeposit } from "#commands/wallet/grant-deposit.js";
import { cents, day, id, instant } from "#domain/shared/values.js";
import { user } from "#domain/user/decider.js";
import { ageAt } from "#domain/user/eligibility.js";
import type { UserRole } from "#domain/user/events.js";
import { wallet } from "#domain/wallet/decider.js";
import { creditOfAge, depositExpiry, depositTerms } from "#domain/wallet/deposit-terms.js";
import { type DepositType, depositType } from "#domain/wallet/events.js";
import {
  asSystem,
  birthDateOfAge,
  checkArguments,
  FactoryArgumentError,
  type SandboxTools,
} from "#sandbox/factories/define-factory.js";
import { type MadeUser, type Register, userArguments } from "#sandbox/factories/users.js";

const depositArguments = z
  .strictObject({
    id,
    type: depositType,
    /** The whole credit; no recredit comes on top. */
    amountCents: cents,
    digitalCapCents: cents.nullable(),
    physicalCapCents: cents.nullable(),
    expiresAt: instant,
    source: z.string(),
  })
  .partial();

export const beneficiaryArguments = userArguments.extend({
  /** null: a beneficiary who never got a credit. */
  deposit: depositArguments.nullable().optional(),
});
export type BeneficiaryArguments = z.input<typeof beneficiaryArguments>;
type DepositArguments = z.output<typeof depositArguments>;

export interface MadeBeneficiary extends MadeUser {
  /** null without a credit. */
  readonly depositId: number | null;
}

const roleOfAge = (age: number): UserRole => {
  if (age >= 18) return "BENEFICIARY";
  return age === 17 ? "UNDERAGE_BENEFICIARY" : "FREE_BENEFICIARY";
};

/**
 * Young people with the credit of their age since the reform: 150 € at 18 (the default), 50 € at 17, free offers only
 * below. Whoever has a credit already keeps it as it is.
 */
export const beneficiaryFactory = ({ issue, load, ids, clock }: SandboxTools, register: Register) => {
  const ask = asSystem(issue);

  const grant = async (userId: number, wanted: DepositArguments): Promise<number> => {
    const at = clock.now();
    const known = await load(user, userId);
    if (known.status === "absent") throw new Error(`User ${userId} was to get a credit and does not exist`);
    const { dateOfBirth, departementCode } = known.identity;
    const birthDate = day.parse(dateOfBirth);
    // Over-age beneficiaries were 18 when they got theirs.
    const age = Math.min(ageAt({ birthDate, departementCode }, at) ?? 18, 18);
    const type: DepositType = wanted.type ?? (age >= 17 ? "GRANT_17_18" : "GRANT_FREE");
    const terms = depositTerms({ type, age, departementCode, at, digitalCapV2At: null });
    const recredit = wanted.amountCents === undefined && type === "GRANT_17_18" ? creditOfAge(type, age) : undefined;
    const depositId = wanted.id ?? (await ids.next("deposit"));
    await ask(grantDeposit, {
      userId,
      depositId,
      type,
      amountCents: wanted.amountCents ?? terms.amountCents,
      digitalCapCents: wanted.digitalCapCents === undefined ? terms.digitalCapCents : wanted.digitalCapCents,
      physicalCapCents: wanted.physicalCapCents === undefined ? terms.physicalCapCents : wanted.physicalCapCents,
      expiresAt: wanted.expiresAt ?? depositExpiry(birthDate),
      source: wanted.source ?? "factory",
      recredits: recredit === undefined ? [] : [recredit],
    });
    return depositId;
  };

  const create = async (given: BeneficiaryArguments = {}): Promise<MadeBeneficiary> => {
    const { deposit = {}, ...args } = checkArguments("beneficiaries.create", beneficiaryArguments, given);
    if (args.age !== undefined && args.age < 15)
      throw new FactoryArgumentError("beneficiaries.create: age: no credit is granted below 15");
    const dateOfBirth = args.dateOfBirth ?? birthDateOfAge(args.age ?? 18, clock.now());
    const age = ageAt({ birthDate: dateOfBirth, departementCode: args.departementCode ?? "75" }, clock.now()) ?? 18;
    const young = (n: number) => ({
      email: `jeanne.doux${n}@example.com`,
      firstName: "Jeanne",
      lastName: "Doux",
      validatedBirthDate: dateOfBirth,
      phoneNumber: `+336${String(n).padStart(8, "0")}`,
      address: `${n} rue des machines`,
      city: "Paris",
      postalCode: "75001",
      departementCode: "75",
      activity: "Étudiant",
      age,
      roles: [roleOfAge(age)],
    });
    const made = await register("beneficiaries.create", young, { ...args, dateOfBirth });
    const [known] = (await load(wallet, made.userId, { fresh: true })).deposits;
    if (known !== undefined || deposit === null) return { ...made, depositId: known?.depositId ?? null };
    return { ...made, depositId: await grant(made.userId, deposit) };
  };

  return { create };
};
