import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { offerer } from "#domain/offerer/decider.js";
import { Refusal } from "#domain/shared/refusal.js";
import { id } from "#domain/shared/values.js";
import { user } from "#domain/user/decider.js";

/**
 * An agent accepts a legal entity: its validated members become PRO (offerers-and-venues.md, section 3.2). Asked again it
 * refuses, but first sees that they all are: a crash may have come between.
 */
export const validateOfferer = defineCommand({
  name: "ValidateOfferer",
  schema: z.object({ offererId: id }),
  issuers: ["agent", "system"],
  handle: async ({ offererId }, { run, load, at }) => {
    const refusal = await run(offerer, offererId, { type: "ValidateOfferer", data: { at } }).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof Refusal && error.code === "OFFERER_ALREADY_VALIDATED") return error;
        throw error;
      },
    );
    const validated = await load(offerer, offererId);
    if (validated.status === "absent") throw new Refusal("OFFERER_NOT_FOUND", { offererId });
    for (const [userId, status] of validated.members)
      if (status === "VALIDATED") await run(user, userId, { type: "GrantRole", data: { role: "PRO" } });
    if (refusal !== undefined) throw refusal;
    return { offererId };
  },
});
