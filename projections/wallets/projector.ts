import type { RecreditType, WalletEvent } from "#domain/wallet/events.js";
import { defineProjector, defineTable, json, put, update, updateIfPresent } from "#projections/define.js";

interface Recredit {
  readonly type: RecreditType;
  readonly amountCents: number;
  readonly recreditedAt: string;
}

export const deposits = defineTable({
  name: "deposits",
  version: 1,
  key: ["depositId"],
  columns: {
    depositId: "bigint",
    userId: "bigint",
    type: "text",
    amountCents: "bigint",
    digitalCapCents: "bigint?",
    physicalCapCents: "bigint?",
    grantedAt: "timestamptz",
    expiresAt: "timestamptz",
    source: "text",
    recredits: json<readonly Recredit[]>(),
  },
});

export const walletDebits = defineTable({
  name: "wallet_debits",
  version: 1,
  key: ["bookingId"],
  columns: {
    bookingId: "bigint",
    userId: "bigint",
    offerId: "bigint",
    depositId: "bigint?",
    amountCents: "bigint",
    isDigital: "boolean",
    isPhysical: "boolean",
    isRefunded: "boolean",
  },
});

/** What was a person given, what did each booking take from it? The view `wallets` adds up what is spent. */
export const walletsProjector = defineProjector<WalletEvent>({
  name: "wallets",
  version: 1,
  categories: ["wallet"],
  tables: [deposits, walletDebits],
  on: {
    DepositGranted: ({ data }) => put(deposits, { ...data, recredits: [] }),
    DepositRecredited: ({ data: { type, amountCents, recreditedAt, ...key } }) =>
      update(deposits, key, (deposit) => ({
        amountCents: deposit.amountCents + amountCents,
        recredits: [...deposit.recredits, { type, amountCents, recreditedAt }],
      })),
    WalletDebited: ({ data }) => put(walletDebits, { ...data, isRefunded: false }),
    // One for a booking that was never debited only bars a debit that may still be under way (wallet/decider.ts).
    WalletRefunded: ({ data }) => updateIfPresent(walletDebits, data, { isRefunded: true }),
  },
});
