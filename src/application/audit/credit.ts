import type { Complain } from "#application/audit/violation.js";
import type { StoredEvent } from "#application/ports/event-store.js";
import type { DepositType, WalletEvent } from "#domain/wallet/events.js";

type Debit = Extract<WalletEvent, { type: "WalletDebited" }>["data"];

interface Deposit {
  readonly type: DepositType;
  readonly grantedAt: string;
  readonly expiresAt: string;
  readonly digitalCapCents: number | null;
  readonly physicalCapCents: number | null;
  amountCents: number;
  spentCents: number;
  digitalCents: number;
  physicalCents: number;
}

interface Account {
  readonly deposits: Map<number, Deposit>;
  /** Live debits by booking. */
  readonly debits: Map<number, Debit>;
}

/** Counts what every wallet was given and what it spends, apart from how the wallets themselves count. */
export const creditCount = (complain: Complain) => {
  const accounts = new Map<number, Account>();
  const accountOf = (userId: number): Account => {
    const known = accounts.get(userId) ?? { deposits: new Map(), debits: new Map() };
    accounts.set(userId, known);
    return known;
  };

  const spend = ({ deposits }: Account, debit: Debit, sign: 1 | -1): Deposit | undefined => {
    const deposit = debit.depositId === null ? undefined : deposits.get(debit.depositId);
    if (deposit === undefined) return undefined;
    const cents = sign * debit.amountCents;
    deposit.spentCents += cents;
    if (debit.isDigital) deposit.digitalCents += cents;
    if (debit.isPhysical) deposit.physicalCents += cents;
    return deposit;
  };

  const debit = (account: Account, data: Debit, at: StoredEvent): void => {
    const { userId, bookingId, depositId, amountCents } = data;
    if (account.debits.has(bookingId))
      complain("DEBITED_TWICE", `wallet ${userId} pays booking ${bookingId} a second time`, at);
    account.debits.set(bookingId, data);
    const deposit = spend(account, data, 1);
    if (deposit === undefined) {
      if (depositId !== null || amountCents > 0)
        complain("WALLET_OVERDRAWN", `wallet ${userId} pays ${amountCents} cents from a deposit that it has not`, at);
      return;
    }
    const { spentCents, digitalCents, physicalCents, digitalCapCents, physicalCapCents } = deposit;
    if (spentCents > deposit.amountCents)
      complain("WALLET_OVERDRAWN", `wallet ${userId} spends ${spentCents} of ${deposit.amountCents} cents`, at);
    if (digitalCapCents !== null && digitalCents > digitalCapCents)
      complain("CAP_EXCEEDED", `wallet ${userId} spends ${digitalCents} of ${digitalCapCents} digital cents`, at);
    if (physicalCapCents !== null && physicalCents > physicalCapCents)
      complain("CAP_EXCEEDED", `wallet ${userId} spends ${physicalCents} of ${physicalCapCents} physical cents`, at);
  };

  return {
    accounts: accounts as ReadonlyMap<number, Account>,
    fold: ({ type, data }: WalletEvent, at: StoredEvent): void => {
      const account = accountOf(data.userId);
      switch (type) {
        case "DepositGranted": {
          const others = [...account.deposits.values()];
          if (others.some((one) => one.type === data.type || one.expiresAt > data.grantedAt))
            complain("DEPOSIT_NOT_ALLOWED", `wallet ${data.userId} has a deposit that bars ${data.type}`, at);
          account.deposits.set(data.depositId, { ...data, spentCents: 0, digitalCents: 0, physicalCents: 0 });
          return;
        }
        case "DepositRecredited": {
          const deposit = account.deposits.get(data.depositId);
          if (deposit !== undefined) deposit.amountCents += data.amountCents;
          else complain("WRITTEN_OUT_OF_ORDER", `deposit ${data.depositId} was never granted`, at);
          return;
        }
        case "WalletDebited":
          debit(account, data, at);
          return;
        case "WalletRefunded": {
          const paid = account.debits.get(data.bookingId);
          if (paid !== undefined) spend(account, paid, -1);
          account.debits.delete(data.bookingId);
        }
      }
    },
  };
};
