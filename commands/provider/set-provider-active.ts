import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { provider } from "#domain/provider/decider.js";
import { id } from "#domain/shared/values.js";

/** Switches a provider's access to the public API on or off. */
export const setProviderActive = defineCommand({
  name: "SetProviderActive",
  schema: z.object({ providerId: id, isActive: z.boolean() }),
  issuers: ["agent", "system"],
  handle: async ({ providerId, isActive }, { run }) => {
    await run(provider, providerId, { type: isActive ? "ActivateProvider" : "DeactivateProvider", data: {} });
    return { providerId };
  },
});
