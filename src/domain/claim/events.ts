import { z } from "zod";
import { type EventOf, event } from "#domain/shared/event.js";
import { id } from "#domain/shared/values.js";

// Storage format. A claim's stream is named after what must be unique: `email-<sha-256>`, `siren-881457238`, `siret-…`.
export const claimEvents = {
  ClaimTaken: event(z.object({ holderId: id })),
  ClaimReleased: event(z.object({ holderId: id })),
};
export type ClaimEvent = EventOf<typeof claimEvents>;
