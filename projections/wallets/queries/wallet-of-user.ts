import { sql } from "slonik";
import { z } from "zod";
import { depositType, recreditType } from "#domain/wallet/events.js";
import { defineQuery } from "#projections/define-query.js";

const depositRow = z.object({
  depositId: z.number(),
  type: depositType,
  amountCents: z.number(),
  digitalCapCents: z.number().nullable(),
  physicalCapCents: z.number().nullable(),
  grantedAt: z.string(),
  expiresAt: z.string(),
  recredits: z.array(z.object({ type: recreditType })),
});

const debitRow = z.object({
  offerId: z.number(),
  depositId: z.number().nullable(),
  amountCents: z.number(),
  isDigital: z.boolean(),
  isPhysical: z.boolean(),
});

/** The deposits of a user and what live bookings took from them; what is left of it is told by the domain (credit.ts). */
export const walletOfUser = defineQuery({
  reads: ["wallets"],
  run: async (pool, { userId }: { userId: number }) => {
    const deposits = await pool.any(sql.type(depositRow)`
      SELECT
        deposit_id, type, amount_cents, digital_cap_cents, physical_cap_cents, granted_at, expires_at, recredits
      FROM deposits
      WHERE user_id = ${userId}
      ORDER BY granted_at, deposit_id`);
    const debits = await pool.any(sql.type(debitRow)`
      SELECT offer_id, deposit_id, amount_cents, is_digital, is_physical
      FROM wallet_debits
      WHERE user_id = ${userId} AND NOT is_refunded`);
    return { deposits, debits };
  },
});
