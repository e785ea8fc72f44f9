import { eventMetadata } from "#application/metadata.js";
import type { EventStore, StoredEvent } from "#application/ports/event-store.js";
import { readSnapshot } from "#application/runner/snapshots.js";
import { readEvent } from "#domain/event-catalogue.js";
import { type Aggregate, streamOf } from "#domain/shared/aggregate.js";
import type { AnyEvent } from "#domain/shared/event.js";

const versioned = eventMetadata.pick({ schemaVersion: true });

/** Reads a stored event with today's schemas. Throws UnreadableEvent. */
export const parseStored = (event: StoredEvent): AnyEvent =>
  readEvent(event.type, versioned.parse(event.metadata).schemaVersion, event.data);

interface Loaded<State> {
  readonly state: State;
  readonly revision: bigint;
  readonly snapshotRevision: bigint;
}

/** Folds a stream: from what is known of it, else from its snapshot, else from its first event. */
export const loadState = async <State, Command, Event extends AnyEvent>(
  eventStore: EventStore,
  aggregate: Aggregate<State, Command, Event>,
  id: number | string,
  known?: Loaded<State>,
): Promise<Loaded<State>> => {
  const start = known ?? (await readSnapshot(eventStore, aggregate, id));
  let { state, revision } = start;
  for await (const event of eventStore.readStream(streamOf(aggregate, id), { from: revision + 1n })) {
    // The catalogue parsed it: what stands in this aggregate's stream is one of its events.
    state = aggregate.evolve(state, parseStored(event) as Event);
    revision = event.revision;
  }
  return { state, revision, snapshotRevision: start.snapshotRevision };
};
