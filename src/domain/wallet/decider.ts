import type { Aggregate } from "#domain/shared/aggregate.js";
import { type IntMap, intMap } from "#domain/shared/int-map.js";
import { Refusal } from "#domain/shared/refusal.js";
import type { Instant } from "#domain/shared/values.js";
import { affords, currentDeposit, type Debit, type Deposit, isActive } from "#domain/wallet/credit.js";
import { type RecreditType, type WalletEvent, walletEvents } from "#domain/wallet/events.js";

/** A person's credit. Its id is the user's. */
export interface Wallet {
  readonly deposits: readonly Deposit[];
  /** Live debits by booking. */
  readonly debits: IntMap<Debit>;
  /** The live booking of each offer: nobody holds two of one offer. */
  readonly bookingOfOffer: IntMap<number>;
  /** Bookings that were refunded, debited or not: none of them is ever debited again. */
  readonly settled: IntMap<true>;
}

export type WalletCommand =
  | {
      readonly type: "GrantDeposit";
      readonly data: Omit<Deposit, "recredits"> & { readonly userId: number; readonly source: string };
    }
  | {
      readonly type: "RecreditDeposit";
      readonly data: {
        readonly userId: number;
        readonly depositId: number;
        readonly type: RecreditType;
        readonly amountCents: number;
        readonly at: Instant;
      };
    }
  | {
      readonly type: "DebitWallet";
      readonly data: {
        readonly userId: number;
        readonly bookingId: number;
        readonly offerId: number;
        readonly amountCents: number;
        readonly isDigital: boolean;
        readonly isPhysical: boolean;
        readonly at: Instant;
      };
    }
  | {
      readonly type: "RefundWallet";
      readonly data: { readonly userId: number; readonly bookingId: number; readonly offerId: number };
    };

/** These two may be given more than once on one deposit (users-and-wallet.md, section 10.1). */
const repeatable: readonly RecreditType[] = ["ManualModification", "FinanceIncidentRecredit"];

const decide = (command: WalletCommand, wallet: Wallet): readonly WalletEvent[] => {
  switch (command.type) {
    case "GrantDeposit": {
      const { depositId, type, grantedAt } = command.data;
      if (wallet.deposits.some((one) => one.depositId === depositId)) return [];
      if (wallet.deposits.some((one) => one.type === type)) throw new Refusal("DEPOSIT_TYPE_ALREADY_GRANTED", { type });
      if (wallet.deposits.some((one) => isActive(one, grantedAt))) throw new Refusal("DEPOSIT_ALREADY_ACTIVE");
      return [{ type: "DepositGranted", data: command.data }];
    }
    case "RecreditDeposit": {
      const { at, ...recredit } = command.data;
      const deposit = wallet.deposits.find((one) => one.depositId === recredit.depositId);
      if (deposit === undefined) throw new Refusal("INSUFFICIENT_CREDIT", { depositId: recredit.depositId });
      if (deposit.recredits.includes(recredit.type) && !repeatable.includes(recredit.type)) return [];
      return [{ type: "DepositRecredited", data: { ...recredit, recreditedAt: at } }];
    }
    case "DebitWallet": {
      const { at, ...debit } = command.data;
      if (wallet.debits.has(debit.bookingId)) return []; // asked again after a lost reply: already paid
      if (wallet.settled.has(debit.bookingId)) throw new Refusal("BOOKING_ABANDONED", { bookingId: debit.bookingId });
      if (wallet.bookingOfOffer.has(debit.offerId)) throw new Refusal("ALREADY_BOOKED", { offerId: debit.offerId });
      const deposit = currentDeposit(wallet.deposits);
      if (deposit === undefined || !affords(deposit, debitsOf(wallet), { ...debit, at }))
        throw new Refusal("INSUFFICIENT_CREDIT");
      return [
        { type: "WalletDebited", data: { ...debit, depositId: isActive(deposit, at) ? deposit.depositId : null } },
      ];
    }
    case "RefundWallet":
      // Also for a booking that was never debited: the refund then bars a debit that is still under way.
      return wallet.settled.has(command.data.bookingId) ? [] : [{ type: "WalletRefunded", data: command.data }];
  }
};

const evolve = (wallet: Wallet, event: WalletEvent): Wallet => {
  switch (event.type) {
    case "DepositGranted":
      return { ...wallet, deposits: [...wallet.deposits, { ...event.data, recredits: [] }] };
    case "DepositRecredited": {
      const { depositId, type, amountCents } = event.data;
      const recredited = (one: Deposit): Deposit => ({
        ...one,
        amountCents: one.amountCents + amountCents,
        recredits: [...one.recredits, type],
      });
      return {
        ...wallet,
        deposits: wallet.deposits.map((one) => (one.depositId === depositId ? recredited(one) : one)),
      };
    }
    case "WalletDebited": {
      const { bookingId, userId: _, ...debit } = event.data;
      return {
        ...wallet,
        debits: wallet.debits.with(bookingId, debit),
        bookingOfOffer: wallet.bookingOfOffer.with(debit.offerId, bookingId),
      };
    }
    case "WalletRefunded": {
      const { bookingId, offerId } = event.data;
      const holdsOffer = wallet.bookingOfOffer.get(offerId) === bookingId;
      return {
        ...wallet,
        debits: wallet.debits.without(bookingId),
        bookingOfOffer: holdsOffer ? wallet.bookingOfOffer.without(offerId) : wallet.bookingOfOffer,
        settled: wallet.settled.with(bookingId, true),
      };
    }
  }
};

/** The live debits, of any deposit. */
export function* debitsOf(wallet: Wallet): Generator<Debit> {
  for (const [, debit] of wallet.debits.entries()) yield debit;
}

export const wallet: Aggregate<Wallet, WalletCommand, WalletEvent> = {
  category: "wallet",
  events: walletEvents,
  initial: { deposits: [], debits: intMap(), bookingOfOffer: intMap(), settled: intMap() },
  decide,
  evolve,
};
