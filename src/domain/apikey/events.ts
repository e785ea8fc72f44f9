import { z } from "zod";
import { type EventOf, event } from "#domain/shared/event.js";
import { id } from "#domain/shared/values.js";

// Storage format. Stream `apikey-<prefix>`: the prefix stands in clear in every key (offerers-and-venues.md, section 9).
export const apikeyEvents = {
  /** `secretHash` is `$sha3_512$<salt>$<hex digest>`; the secret itself is shown once and kept nowhere. */
  ApikeyIssued: event(z.object({ prefix: z.string(), providerId: id, secretHash: z.string() })),
  ApikeyRevoked: event(z.object({ prefix: z.string() })),
};
export type ApikeyEvent = EventOf<typeof apikeyEvents>;
