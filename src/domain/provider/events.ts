import { z } from "zod";
import { type EventOf, event } from "#domain/shared/event.js";
import { id } from "#domain/shared/values.js";

// Storage format: what stands here is in the log for ever.
export const providerEvents = {
  /** Ticketing software that may use the public API for the venues linked to it. */
  ProviderCreated: event(z.object({ providerId: id, name: z.string() })),
  ProviderActivated: event(z.object({ providerId: id })),
  ProviderDeactivated: event(z.object({ providerId: id })),
  ProviderLinkedToVenue: event(z.object({ providerId: id, venueId: id })),
  ProviderUnlinkedFromVenue: event(z.object({ providerId: id, venueId: id })),
};
export type ProviderEvent = EventOf<typeof providerEvents>;
