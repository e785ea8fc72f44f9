import { z } from "zod";
import { type EventOf, event } from "#domain/shared/event.js";
import { cents, id, instant } from "#domain/shared/values.js";

/** users-and-wallet.md, sections 1.2 and 10.1. */
export const depositType = z.enum(["GRANT_17_18", "GRANT_FREE", "GRANT_15_17", "GRANT_18"]);
export type DepositType = z.infer<typeof depositType>;

export const recreditType = z.enum([
  "Recredit15",
  "Recredit16",
  "Recredit17",
  "Recredit18",
  "BonusCredit",
  "ManualModification",
  "PreviousDeposit",
  "FinanceIncidentRecredit",
]);
export type RecreditType = z.infer<typeof recreditType>;

// Storage format: what stands here is in the log for ever. A wallet's id is its user's.
export const walletEvents = {
  DepositGranted: event(
    z.object({
      userId: id,
      depositId: id,
      type: depositType,
      amountCents: cents,
      /** null: the cap does not apply. */
      digitalCapCents: cents.nullable(),
      physicalCapCents: cents.nullable(),
      grantedAt: instant,
      expiresAt: instant,
      source: z.string(),
    }),
  ),
  DepositRecredited: event(
    z.object({ userId: id, depositId: id, type: recreditType, amountCents: cents, recreditedAt: instant }),
  ),
  WalletDebited: event(
    z.object({
      userId: id,
      bookingId: id,
      offerId: id,
      /** The deposit that pays, or null for a free booking made with an expired credit. */
      depositId: id.nullable(),
      /** Unit price times quantity. */
      amountCents: cents,
      /** Whether the amount also counts against the digital or the physical cap. */
      isDigital: z.boolean(),
      isPhysical: z.boolean(),
    }),
  ),
  WalletRefunded: event(z.object({ userId: id, bookingId: id, offerId: id })),
};
export type WalletEvent = EventOf<typeof walletEvents>;
