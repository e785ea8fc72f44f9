import type { Instant } from "#domain/shared/values.js";
import type { DepositType, RecreditType } from "#domain/wallet/events.js";

/** A credit that the state granted. `amountCents` is the first grant plus every recredit. */
export interface Deposit {
  readonly depositId: number;
  readonly type: DepositType;
  readonly amountCents: number;
  readonly digitalCapCents: number | null;
  readonly physicalCapCents: number | null;
  readonly grantedAt: Instant;
  readonly expiresAt: Instant;
  readonly recredits: readonly RecreditType[];
}

/** What a live booking costs, and to which deposit and caps it counts. */
export interface Debit {
  readonly offerId: number;
  readonly depositId: number | null;
  readonly amountCents: number;
  readonly isDigital: boolean;
  readonly isPhysical: boolean;
}

export interface Purse {
  readonly initialCents: number;
  readonly remainingCents: number;
}

export interface Credit {
  readonly all: Purse;
  /** null where the deposit has no such cap. */
  readonly digital: Purse | null;
  readonly physical: Purse | null;
}

export const isActive = (deposit: Deposit, at: Instant): boolean => deposit.expiresAt > at;

/** The deposit with the latest expiry (users-and-wallet.md, section 10.1). */
export const currentDeposit = (deposits: readonly Deposit[]): Deposit | undefined =>
  deposits.reduce<Deposit | undefined>(
    (latest, one) => (latest && latest.expiresAt >= one.expiresAt ? latest : one),
    undefined,
  );

const sum = (debits: readonly Debit[]): number => debits.reduce((total, debit) => total + debit.amountCents, 0);

const capped = (capCents: number | null, spentCents: number, remainingCents: number): Purse | null =>
  capCents === null
    ? null
    : { initialCents: capCents, remainingCents: Math.min(Math.max(capCents - spentCents, 0), remainingCents) };

/**
 * What is left to spend now (users-and-wallet.md, section 10.5): nothing when the deposit is not active; a cap never
 * gives more than the whole. `debits` are those of live bookings, of any deposit.
 */
export const creditOf = (deposit: Deposit, debits: Iterable<Debit>, at: Instant): Credit => {
  const own = [...debits].filter((debit) => debit.depositId === deposit.depositId);
  const left = isActive(deposit, at) ? Math.max(deposit.amountCents - sum(own), 0) : 0;
  return {
    all: { initialCents: deposit.amountCents, remainingCents: left },
    digital: capped(deposit.digitalCapCents, sum(own.filter((debit) => debit.isDigital)), left),
    physical: capped(deposit.physicalCapCents, sum(own.filter((debit) => debit.isPhysical)), left),
  };
};

/** Whether this much may be spent: rule 6 of bookings-and-stocks.md, section 7. A free offer still asks for a deposit, even an expired one. */
export const affords = (
  deposit: Deposit | undefined,
  debits: Iterable<Debit>,
  spend: {
    readonly amountCents: number;
    readonly isDigital: boolean;
    readonly isPhysical: boolean;
    readonly at: Instant;
  },
): boolean => {
  if (deposit === undefined) return false;
  const { all, digital, physical } = creditOf(deposit, debits, spend.at);
  const within = (purse: Purse | null): boolean => purse === null || spend.amountCents <= purse.remainingCents;
  return within(all) && (!spend.isDigital || within(digital)) && (!spend.isPhysical || within(physical));
};
