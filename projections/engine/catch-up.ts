import type { StoredEvent } from "#application/ports/event-store.js";
import type { Projector } from "#projections/define.js";
import type { Database } from "#projections/engine/database.js";
import type { FeedLimits } from "#projections/engine/feed.js";
import type { Log } from "#projections/engine/log.js";
import { weightOf } from "#projections/engine/weight.js";
import { openWriter, type Writer } from "#projections/engine/writer.js";

export const defaultLimits: FeedLimits = { events: 1_000, bytes: 4_000_000 };

/** Handles everything that the log holds now and the writer has not handled, batch by batch. Answers how many events. */
export const catchUp = async (
  writer: Writer,
  eventStore: Pick<Log, "readAll">,
  { categories }: Projector,
  {
    limits = defaultLimits,
    afterBatch = () => undefined,
    signal,
  }: {
    readonly limits?: FeedLimits;
    readonly afterBatch?: (events: number) => void;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<number> => {
  const after = writer.position() < 0n ? undefined : writer.position();
  let batch: StoredEvent[] = [];
  let bytes = 0;
  let handled = 0;
  const flush = async (): Promise<void> => {
    const last = batch.at(-1);
    if (last === undefined) return;
    await writer.write(batch, last.position);
    handled += batch.length;
    afterBatch(batch.length);
    batch = [];
    bytes = 0;
  };
  for await (const event of eventStore.readAll({ after, categories })) {
    signal?.throwIfAborted();
    batch.push(event);
    bytes += weightOf(event.data);
    if (batch.length >= limits.events || bytes >= limits.bytes) await flush();
  }
  await flush();
  return handled;
};

/**
 * Projects the whole log, as it is now, into a database that nobody else projects into: an empty one with today's
 * tables, to compare its rows with those of the live read models, say. Answers how many events could not be handled.
 */
export const projectAll = async (
  eventStore: Log,
  database: Database,
  projections: readonly Projector[],
): Promise<number> => {
  let parked = 0;
  for (const projector of projections) {
    const session = await database.open(`culture project all ${projector.name}`);
    try {
      const writer = await openWriter(session, projector);
      await catchUp(writer, eventStore, projector);
      parked += writer.parkedCount();
    } finally {
      await session.close();
    }
  }
  return parked;
};
