import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { id } from "#domain/shared/values.js";
import { user } from "#domain/user/decider.js";

/** Remembers that somebody signed in; writes at most once every 15 minutes (users-and-wallet.md, section 1.1). */
export const recordConnection = defineCommand({
  name: "RecordConnection",
  schema: z.object({ userId: id }),
  issuers: ["user", "pro", "system"],
  handle: async ({ userId }, { run, at }) => {
    await run(user, userId, { type: "RecordConnection", data: { at } });
    return {};
  },
});
