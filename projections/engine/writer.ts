import type { StoredEvent } from "#application/ports/event-store.js";
import type { Projector } from "#projections/define.js";
import {
  type Checkpoint,
  holdCheckpoint,
  moveCheckpoint,
  readCheckpoint,
  Superseded,
} from "#projections/engine/checkpoint.js";
import { RowRefused, type Session, type Statement } from "#projections/engine/database.js";
import { type Entry, entryOf, faulty } from "#projections/engine/entry.js";
import { type Fold, foldInto } from "#projections/engine/fold.js";
import type { Log } from "#projections/engine/log.js";
import {
  keepStatement,
  parkedRevisions,
  parkedStreams,
  parkStatement,
  releaseStatement,
  requestedStreams,
} from "#projections/engine/parking.js";
import { pause } from "#projections/engine/pause.js";

/** Brings events into the tables of one projection, over one session, whose owner alone may write them. */
export interface Writer {
  /** Everything up to here is in the tables, or parked. -1: nothing yet. */
  position(): bigint;
  parkedCount(): number;
  /**
   * Handles events in order and moves the checkpoint to `position`. One that cannot be handled is parked with the later
   * ones of its stream. Throws where the database is the reason: then nothing of the failed part is written.
   */
  write(events: readonly StoredEvent[], position: bigint): Promise<void>;
  /** Handles parked events again: of all streams, or of those that an operator asked for. */
  retryParked(eventStore: Pick<Log, "readStream">, which: "all" | "requested"): Promise<void>;
}

/** A refused row may have met a passing state of the table; after so many attempts it has not. */
const attempts = 3;
const betweenAttemptsMs = 100;

export const openWriter = async (session: Session, projector: Projector): Promise<Writer> => {
  const beginFold = foldInto(projector.tables);
  const waiting = await parkedStreams(session, projector);
  let checkpoint: Checkpoint = await readCheckpoint(session, projector);

  /** One transaction: keeps other writers out, changes rows as `work` says, commits. */
  const transaction = async (guard: Statement, work: (fold: Fold) => Promise<void>): Promise<void> => {
    await session.query({ sql: "BEGIN" });
    try {
      if ((await session.query(guard)).length === 0)
        throw new Superseded(`The checkpoint of ${projector.name} was moved by somebody else`);
      await work(beginFold());
      await session.query({ sql: "COMMIT" });
    } catch (error) {
      await session.query({ sql: "ROLLBACK" }).catch(() => undefined); // without a connection there is no transaction
      throw error;
    }
  };

  const writeTogether = async (entries: readonly Entry[], position: bigint): Promise<void> => {
    const parking: Entry[] = [];
    const stopped = new Set(waiting.keys());
    await transaction(moveCheckpoint(projector, checkpoint, position), async (fold) => {
      await fold.load(session, entries);
      for (const entry of entries) {
        const { stream } = entry.event;
        const done = stopped.has(stream) ? { ...entry, fault: null } : entry.fault === null ? fold.apply(entry) : entry;
        if (done.fault === null && !stopped.has(stream)) continue;
        stopped.add(stream);
        parking.push(done);
      }
      await fold.write(session);
      if (parking.length > 0) await session.query(parkStatement(projector, parking));
    });
    checkpoint = { ...checkpoint, position };
    for (const { event } of parking) waiting.set(event.stream, (waiting.get(event.stream) ?? 0) + 1);
  };

  /** Halves a batch that Postgres refuses until the event at fault stands alone: that one is parked. */
  const writeInParts = async (entries: readonly Entry[], position: bigint): Promise<void> => {
    try {
      await writeTogether(entries, position);
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      const [first, ...others] = entries;
      if (first === undefined) throw error;
      if (others.length === 0) return writeAlone(first, position, error);
      const half = Math.ceil(entries.length / 2);
      const last = entries[half - 1] ?? first;
      await writeInParts(entries.slice(0, half), last.event.position);
      await writeInParts(entries.slice(half), position);
    }
  };

  const writeAlone = async (entry: Entry, position: bigint, refusal: RowRefused): Promise<void> => {
    for (let attempt = 2; attempt <= attempts; attempt += 1) {
      await pause(betweenAttemptsMs);
      try {
        return await writeTogether([entry], position);
      } catch (error) {
        if (!(error instanceof RowRefused)) throw error;
      }
    }
    await writeTogether([faulty(entry.event, refusal)], position);
  };

  /** Handles one parked event and takes it out of the list, or answers why it cannot be handled. */
  const release = async (event: StoredEvent): Promise<string | null> => {
    const entry = entryOf(projector, event);
    if (entry.fault !== null) return entry.fault;
    try {
      await transaction(holdCheckpoint(projector, checkpoint), async (fold) => {
        await fold.load(session, [entry]);
        const { fault } = fold.apply(entry);
        if (fault !== null) throw new RowRefused(fault);
        await fold.write(session);
        await session.query(releaseStatement(projector, event));
      });
      return null;
    } catch (error) {
      if (error instanceof RowRefused) return error.message;
      throw error;
    }
  };

  const retryStream = async (eventStore: Pick<Log, "readStream">, stream: string): Promise<void> => {
    const left = [...(await parkedRevisions(session, projector, stream))];
    const last = left.at(-1) ?? -1n;
    let fault: string | null = null;
    for await (const event of eventStore.readStream(stream, { from: left[0] ?? 0n })) {
      if (event.revision > last) break;
      fault = await release(event);
      if (fault !== null) break;
      left.shift();
    }
    const [first] = left;
    if (first === undefined) waiting.delete(stream);
    else {
      waiting.set(stream, left.length);
      await session.query(keepStatement(projector, stream, first, fault ?? "The stream no longer holds the event"));
    }
  };

  return {
    position: () => checkpoint.position,
    parkedCount: () => [...waiting.values()].reduce((sum, count) => sum + count, 0),
    write: async (events, position) => {
      const fresh = events.filter((event) => event.position > checkpoint.position); // a feed may repeat itself
      if (fresh.length === 0 && position <= checkpoint.position) return;
      await writeInParts(
        fresh.map((event) => entryOf(projector, event)),
        position,
      );
    },
    retryParked: async (eventStore, which) => {
      if (waiting.size === 0) return;
      const streams = which === "all" ? [...waiting.keys()] : await requestedStreams(session, projector);
      for (const stream of streams) await retryStream(eventStore, stream);
    },
  };
};
