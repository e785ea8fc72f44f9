import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { EventStore } from "#application/ports/event-store.js";
import type { Logger } from "#application/ports/logger.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import type { AnyEvent } from "#domain/shared/event.js";

/** A stream gets a new snapshot each time it has grown by so many events: folding them takes about 30 ms. */
const snapshotEvery = 1_000n;
/** EventStoreDB refuses an append above 1 MiB. A state beyond this has no snapshot and is folded from its events. */
const largestSnapshotBytes = 1_000_000;

const snapshotData = z.object({ version: z.int(), revision: z.string().regex(/^\d+$/), state: z.unknown() });

const streamOfSnapshot = (aggregate: { readonly category: string }, id: number | string): string =>
  `${aggregate.category}Snapshot-${id}`;

interface Snapshot<State> {
  readonly state: State;
  readonly revision: bigint;
  readonly snapshotRevision: bigint;
}

/** The latest snapshot of an aggregate; the initial state where there is none, or only of an older state shape. */
export const readSnapshot = async <State, Command, Event extends AnyEvent>(
  eventStore: EventStore,
  aggregate: Aggregate<State, Command, Event>,
  id: number | string,
): Promise<Snapshot<State>> => {
  const none = { state: aggregate.initial, revision: -1n, snapshotRevision: -1n };
  if (aggregate.snapshot === undefined) return none;
  const last = await eventStore.readLast(streamOfSnapshot(aggregate, id));
  const parsed = snapshotData.safeParse(last?.data);
  if (!parsed.success || parsed.data.version !== aggregate.snapshot.version) return none;
  const revision = BigInt(parsed.data.revision);
  return { state: aggregate.snapshot.decode(parsed.data.state), revision, snapshotRevision: revision };
};

/** Whether a stream has grown enough since its last snapshot. */
export const isSnapshotDue = (
  aggregate: { readonly snapshot?: unknown },
  revision: bigint,
  snapshotRevision: bigint,
): boolean => aggregate.snapshot !== undefined && revision - snapshotRevision >= snapshotEvery;

/** Writes a snapshot. A failure is only logged: snapshots save time, they hold no fact. */
export const writeSnapshot = async <State, Command, Event extends AnyEvent>(
  eventStore: EventStore,
  logger: Logger,
  aggregate: Aggregate<State, Command, Event>,
  id: number | string,
  { state, revision }: { readonly state: State; readonly revision: bigint },
): Promise<void> => {
  if (aggregate.snapshot === undefined) return;
  const stream = streamOfSnapshot(aggregate, id);
  const data = {
    version: aggregate.snapshot.version,
    revision: String(revision),
    state: aggregate.snapshot.encode(state),
  };
  const size = JSON.stringify(data).length;
  if (size > largestSnapshotBytes) return logger.warn({ stream, size }, "A state is too large for a snapshot");
  try {
    const { revision: written } = await eventStore.append(stream, "any", [
      { id: randomUUID(), type: "SnapshotTaken", data, metadata: {} },
    ]);
    if (written === 0n) await eventStore.keepLast(stream, 1);
  } catch (error) {
    logger.warn({ stream, err: error }, "A snapshot could not be written");
  }
};
