import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { provider } from "#domain/provider/decider.js";
import { id } from "#domain/shared/values.js";

/** Registers ticketing software and links it to the venues that it may act for (offerers-and-venues.md, section 8). */
export const createProvider = defineCommand({
  name: "CreateProvider",
  schema: z.object({ providerId: id, name: z.string().min(1).max(90), venueIds: z.array(id) }),
  issuers: ["agent", "system"],
  handle: async ({ providerId, name, venueIds }, { run }) => {
    await run(provider, providerId, { type: "CreateProvider", data: { providerId, name } });
    for (const venueId of venueIds) await run(provider, providerId, { type: "LinkProviderToVenue", data: { venueId } });
    return { providerId };
  },
});
