import type { Projector } from "#projections/define.js";
import { catchUp } from "#projections/engine/catch-up.js";
import { checkpointChannel, readCheckpoint } from "#projections/engine/checkpoint.js";
import type { Database, Session } from "#projections/engine/database.js";
import type { Log } from "#projections/engine/log.js";
import { copyTables, dropSchema, takeTables } from "#projections/engine/second-tables.js";
import { openWriter } from "#projections/engine/writer.js";

export interface RebuildProgress {
  /** Events handled by this call. */
  readonly handled: number;
  /** Share of the log that is done, 0 to 1, counted by positions. */
  readonly done: number;
}

export interface Rebuild {
  readonly eventStore: Log;
  readonly database: Database;
  readonly projector: Projector;
  /** Called after every batch. */
  readonly tell?: (progress: RebuildProgress) => void;
  /** Cancels: what is rebuilt so far stays, and the next call goes on from there. */
  readonly signal?: AbortSignal;
  /** Begins from nothing even where a cancelled rebuild left something: needed when the projector changed since. */
  readonly anew?: boolean;
}

/** Somebody else rebuilds this projection already. */
export class RebuildUnderWay extends Error {
  override readonly name = "RebuildUnderWay";
}

/**
 * Fills a second set of a projection's tables from the log while the live ones are read and kept up to date, then puts
 * them in the place of the live ones in one transaction. A running projector stands still for the last events and the
 * swap (milliseconds), and goes on with the new tables. Answers how many events could not be handled and are parked.
 * Rights granted on the tables themselves, not on the views, must be granted again.
 */
export const rebuild = async (options: Rebuild): Promise<number> => {
  const { database, projector, anew = false } = options;
  const schema = `rebuild_${projector.name}_v${projector.version}`;
  const session = await database.open(`culture rebuild ${projector.name}`);
  try {
    const [lock] = await session.query({
      sql: "SELECT pg_try_advisory_lock(hashtextextended($1, 0))",
      values: [`rebuild ${projector.name}:${projector.version}`],
    });
    if (lock?.[0] !== "t") throw new RebuildUnderWay(`${projector.name} is being rebuilt by another process`);
    const live = await readCheckpoint(session, projector);
    if (anew) await dropSchema(session, schema);
    await copyTables(session, projector, schema);
    return await fillAndSwap(options, session, schema, live.position);
  } finally {
    await session.close();
  }
};

const fillAndSwap = async (
  { eventStore, database, projector, tell = () => undefined, signal }: Rebuild,
  session: Session,
  schema: string,
  end: bigint,
): Promise<number> => {
  await session.query({ sql: `SET search_path = ${schema}, public` });
  const writer = await openWriter(session, projector);
  let handled = 0;
  const afterBatch = (events: number) => {
    handled += events;
    tell({ handled, done: end <= 0n ? 1 : Math.min(1, Number(writer.position()) / Number(end)) });
  };
  await catchUp(writer, eventStore, projector, { afterBatch, signal });

  const swapping = await database.open(`culture rebuild ${projector.name} swap`);
  try {
    await swapping.query({ sql: "BEGIN" });
    await swapping.query({ sql: "SET LOCAL lock_timeout = '5s'" }); // a long reader must not stop everybody behind us
    const live = await holdLive(swapping, projector); // from here on the live projector stands still
    await catchUp(writer, eventStore, projector, { afterBatch, signal });
    if (live > writer.position()) await writer.write([], live); // it had looked further than its last event
    await takeTables(swapping, projector, schema);
    await takeCheckpoint(swapping, projector, schema, writer.position());
    await swapping.query({ sql: "COMMIT" });
  } finally {
    await swapping.close();
  }
  await dropSchema(session, schema);
  return writer.parkedCount();
};

const holdLive = async (session: Session, { name, version }: Projector): Promise<bigint> => {
  const [row] = await session.query({
    sql: "SELECT position FROM projection_checkpoints WHERE projection = $1 AND version = $2 FOR UPDATE",
    values: [name, String(version)],
  });
  return BigInt(row?.[0] ?? -1);
};

/** The next generation: a running projector sees that its tables are others, and begins anew from what it finds. */
const takeCheckpoint = async (
  session: Session,
  { name, version }: Projector,
  schema: string,
  position: bigint,
): Promise<void> => {
  const projection = [name, String(version)];
  await session.query({
    sql: `UPDATE projection_checkpoints SET position = $3, generation = generation + 1, moved_at = now()
      WHERE projection = $1 AND version = $2`,
    values: [...projection, String(position)],
  });
  await session.query({
    sql: "DELETE FROM parked_events WHERE projection = $1 AND version = $2",
    values: projection,
  });
  await session.query({
    sql: `INSERT INTO parked_events SELECT * FROM ${schema}.parked_events WHERE projection = $1 AND version = $2`,
    values: projection,
  });
  await session.query({
    sql: `SELECT pg_notify('${checkpointChannel}', $1)`,
    values: [`${name}:${version}:${position}`],
  });
};
