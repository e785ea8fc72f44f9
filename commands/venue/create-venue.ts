import { defineCommand } from "#application/command.js";
import { siretClaim } from "#domain/claim/decider.js";
import { offerer } from "#domain/offerer/decider.js";
import { Refusal } from "#domain/shared/refusal.js";
import { venue } from "#domain/venue/decider.js";
import { venueEvents } from "#domain/venue/events.js";

/** Opens a venue of an offerer; its SIRET, if it has one, is no other venue's (offerers-and-venues.md, section 5.1). */
export const createVenue = defineCommand({
  name: "CreateVenue",
  schema: venueEvents.VenueCreated.data
    .omit({ createdAt: true })
    .refine((one) => (one.siret === null) !== (one.comment === null), {
      path: ["siret"],
      error: "either a SIRET or a comment",
    }),
  issuers: ["pro", "agent", "system"],
  handle: async (wanted, { run, load, at }) => {
    const { venueId, offererId, siret } = wanted;
    if ((await load(offerer, offererId)).status === "absent") throw new Refusal("OFFERER_NOT_FOUND", { offererId });
    if (siret !== null) await run(siretClaim, siret, { type: "TakeClaim", data: { holderId: venueId } });
    await run(venue, venueId, { type: "CreateVenue", data: { ...wanted, createdAt: at } });
    return { venueId };
  },
});
