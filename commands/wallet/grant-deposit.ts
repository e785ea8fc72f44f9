import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { Refusal } from "#domain/shared/refusal.js";
import { cents, id, instant } from "#domain/shared/values.js";
import { user } from "#domain/user/decider.js";
import { wallet } from "#domain/wallet/decider.js";
import { depositType, recreditType } from "#domain/wallet/events.js";

/** Grants a credit, and its first recredits with it (users-and-wallet.md, section 10.2). One active deposit a person. */
export const grantDeposit = defineCommand({
  name: "GrantDeposit",
  schema: z.object({
    userId: id,
    depositId: id,
    type: depositType,
    amountCents: cents,
    digitalCapCents: cents.nullable(),
    physicalCapCents: cents.nullable(),
    expiresAt: instant,
    source: z.string(),
    recredits: z.array(z.object({ type: recreditType, amountCents: cents })),
  }),
  issuers: ["agent", "system"],
  handle: async ({ recredits, ...deposit }, { run, load, at }) => {
    const { userId, depositId } = deposit;
    if ((await load(user, userId)).status === "absent") throw new Refusal("USER_NOT_FOUND", { userId });
    await run(wallet, userId, { type: "GrantDeposit", data: { ...deposit, grantedAt: at } }, { isNew: true });
    for (const recredit of recredits)
      await run(wallet, userId, { type: "RecreditDeposit", data: { userId, depositId, ...recredit, at } });
    return { depositId };
  },
});
