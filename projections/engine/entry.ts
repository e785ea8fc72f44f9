import { z } from "zod";
import type { StoredEvent } from "#application/ports/event-store.js";
import { readEvent, UnreadableEvent } from "#domain/event-catalogue.js";
import { instant } from "#domain/shared/values.js";
import type { Projector } from "#projections/define.js";
import type { Change } from "#projections/engine/change.js";

/** An event on its way into the tables: what it changes, or why it cannot be handled. */
export interface Entry {
  readonly event: StoredEvent;
  readonly changes: readonly Change[];
  readonly fault: string | null;
}

const metadata = z.object({ schemaVersion: z.int().positive(), occurredAt: instant });

/** Reads an event through today's upcasters and asks the projector what it changes. Never throws: an entry may be at fault. */
export const entryOf = (projector: Projector, event: StoredEvent): Entry => {
  try {
    return { event, changes: changesOf(projector, event), fault: null };
  } catch (error) {
    return faulty(event, error);
  }
};

/** The same event, to be parked for this reason. */
export const faulty = (event: StoredEvent, error: unknown): Entry => ({
  event,
  changes: [],
  fault: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
});

const changesOf = (projector: Projector, event: StoredEvent): readonly Change[] => {
  const known = metadata.safeParse(event.metadata);
  if (!known.success) throw new UnreadableEvent(`${event.type} has no schemaVersion or occurredAt in its metadata`);
  const { schemaVersion, occurredAt } = known.data;
  const { data } = readEvent(event.type, schemaVersion, event.data);
  const handle = projector.on[event.type];
  if (handle === undefined) throw new UnreadableEvent(`${projector.name} has no line for ${event.type}`);
  const changes = handle({ data, occurredAt });
  return Array.isArray(changes) ? changes : [changes as Change];
};
