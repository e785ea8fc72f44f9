import { apikeyEvents } from "#domain/apikey/events.js";
import { bookingEvents } from "#domain/booking/events.js";
import { claimEvents } from "#domain/claim/events.js";
import { offerEvents } from "#domain/offer/events.js";
import { offererEvents } from "#domain/offerer/events.js";
import { providerEvents } from "#domain/provider/events.js";
import { sessionEvents } from "#domain/session/events.js";
import type { AnyEvent, EventDefinition, EventDefinitions } from "#domain/shared/event.js";
import { stockEvents } from "#domain/stock/events.js";
import { userEvents } from "#domain/user/events.js";
import { venueEvents } from "#domain/venue/events.js";
import { walletEvents } from "#domain/wallet/events.js";

/** Every event type ever written, by noun. */
export const eventCatalogue = {
  apikey: apikeyEvents,
  booking: bookingEvents,
  claim: claimEvents,
  offer: offerEvents,
  offerer: offererEvents,
  provider: providerEvents,
  session: sessionEvents,
  stock: stockEvents,
  user: userEvents,
  venue: venueEvents,
  wallet: walletEvents,
} satisfies Record<string, EventDefinitions>;

export type Noun = keyof typeof eventCatalogue;

/**
 * The nouns whose events the rest of the world may hear of on NATS. Not among them: `user` (personal data), and what
 * only serves us (claims, sessions, API keys).
 */
export const publicNouns = [
  "booking",
  "offer",
  "offerer",
  "provider",
  "stock",
  "venue",
  "wallet",
] as const satisfies readonly Noun[];

const definitions: ReadonlyMap<string, EventDefinition> = new Map(
  Object.values(eventCatalogue).flatMap((events: EventDefinitions) => Object.entries(events)),
);

/** The definition of an event type. Throws for one that the catalogue does not hold. */
export const definitionOf = (type: string): EventDefinition => {
  const found = definitions.get(type);
  if (found === undefined) throw new Error(`Event type "${type}" is not in the catalogue`);
  return found;
};

/** Raised for a stored event that today's code cannot read. Names what is wrong, never the values. */
export class UnreadableEvent extends Error {
  override readonly name = "UnreadableEvent";
}

/**
 * Checks an event that was read from the log: upcasts its data to today's version and parses it. Throws UnreadableEvent
 * for an unknown type, a version from the future, or data that does not fit.
 */
export const readEvent = (type: string, schemaVersion: number, data: unknown): AnyEvent => {
  const definition = definitions.get(type);
  if (definition === undefined) throw new UnreadableEvent(`Event type "${type}" is not in the catalogue`);
  if (schemaVersion > definition.schemaVersion)
    throw new UnreadableEvent(`${type} has version ${schemaVersion}; this code knows ${definition.schemaVersion}`);
  let upcasted = data;
  for (let version = schemaVersion; version < definition.schemaVersion; version += 1) {
    const upcast = definition.upcasters?.[version];
    if (upcast === undefined) throw new UnreadableEvent(`${type} has no upcaster from version ${version}`);
    upcasted = upcast(upcasted);
  }
  const parsed = definition.data.safeParse(upcasted);
  if (parsed.success) return { type, data: parsed.data };
  const where = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.code}`).join(", ");
  throw new UnreadableEvent(`${type} does not fit its schema (${where})`);
};
