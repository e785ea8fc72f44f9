import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { offerer } from "#domain/offerer/decider.js";
import { id } from "#domain/shared/values.js";

/** Closes a legal entity: its contremarques can no longer be validated. Its bookings are not cancelled here. */
export const closeOfferer = defineCommand({
  name: "CloseOfferer",
  schema: z.object({ offererId: id }),
  issuers: ["agent", "system"],
  handle: async ({ offererId }, { run, at }) => {
    await run(offerer, offererId, { type: "CloseOfferer", data: { at } });
    return { offererId };
  },
});
