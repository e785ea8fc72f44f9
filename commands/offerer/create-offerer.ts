import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { sirenClaim } from "#domain/claim/decider.js";
import { offerer } from "#domain/offerer/decider.js";
import { id } from "#domain/shared/values.js";

/** Creates a legal entity under a SIREN that no other has; whoever asks is its first member (offerers-and-venues.md, section 3.2). */
export const createOfferer = defineCommand({
  name: "CreateOfferer",
  schema: z.object({
    offererId: id,
    name: z.string().min(1).max(140),
    siren: z.string().regex(/^(\d{9}|NC\d{7})$/),
    userId: id.nullable(),
  }),
  issuers: ["pro", "agent", "system"],
  handle: async ({ offererId, name, siren, userId }, { run, at }) => {
    await run(sirenClaim, siren, { type: "TakeClaim", data: { holderId: offererId } });
    await run(offerer, offererId, { type: "CreateOfferer", data: { offererId, name, siren, at } });
    if (userId !== null) await run(offerer, offererId, { type: "ChangeMember", data: { userId, status: "VALIDATED" } });
    return { offererId };
  },
});
