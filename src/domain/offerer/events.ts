import { z } from "zod";
import { type EventOf, event } from "#domain/shared/event.js";
import { id, instant } from "#domain/shared/values.js";

/** offerers-and-venues.md, section 4.2. */
export const attachmentStatus = z.enum(["NEW", "PENDING", "VALIDATED", "REJECTED", "DELETED"]);

// Storage format: what stands here is in the log for ever.
export const offererEvents = {
  /** A legal entity applied: its validation status is NEW. */
  OffererCreated: event(z.object({ offererId: id, name: z.string(), siren: z.string(), createdAt: instant })),
  OffererValidated: event(z.object({ offererId: id, validatedAt: instant })),
  OffererSuspended: event(z.object({ offererId: id })),
  OffererUnsuspended: event(z.object({ offererId: id })),
  OffererClosed: event(z.object({ offererId: id, closedAt: instant })),
  /** A pro user's attachment to the entity changed its status; the first one of a user creates it. */
  OffererMemberChanged: event(z.object({ offererId: id, userId: id, status: attachmentStatus })),
};
export type OffererEvent = EventOf<typeof offererEvents>;
