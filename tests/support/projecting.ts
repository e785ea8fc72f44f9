import pg from "pg";
import { silent } from "#application/ports/logger.js";
import { postgresDatabase } from "#infrastructure/postgres/session.js";
import { projections } from "#projections/catalogue.js";
import type { Projector } from "#projections/define.js";
import { type RunningProjections, type RunProjections, runProjections } from "#projections/engine/run.js";
import type { MemoryLog } from "#tests/support/memory-log.js";
import { untilTrue } from "#tests/support/until-true.js";

export interface Projecting extends RunningProjections {
  stop(): Promise<void>;
}

/** Projects a log into a database until it is stopped. */
export const project = (
  log: MemoryLog,
  url: string,
  options: Partial<RunProjections> & { readonly projections?: readonly Projector[] } = {},
): Projecting => {
  const stopping = new AbortController();
  const running = runProjections({
    eventStore: log,
    database: postgresDatabase(url),
    projections: Object.values(projections),
    logger: silent,
    paceMs: 0,
    tickMs: 50,
    ...options,
    signal: stopping.signal,
  });
  return {
    ...running,
    stop: () => {
      stopping.abort();
      return running.done;
    },
  };
};

/** Waits until every projection that runs has handled the log to its end. */
export const caughtUp = async (log: MemoryLog, running: RunningProjections, timeout = 10_000): Promise<void> => {
  const end = log.events.at(-1)?.position ?? -1n;
  await untilTrue(
    () => running.status().every(({ state, position }) => state === "live" && (position ?? -1n) >= end),
    timeout,
  );
};

/** Projects the whole log into a database, then stops. */
export const projectOnce = async (
  log: MemoryLog,
  url: string,
  options: Partial<RunProjections> = {},
): Promise<void> => {
  const running = project(log, url, options);
  await caughtUp(log, running);
  await running.stop();
};

/** The rows of a table in the order of their text, instants as ISO strings. */
export const rowsOf = async (url: string, table: string): Promise<readonly Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY t::text`,
    );
    return rows.map(({ row }) => row);
  } finally {
    await client.end();
  }
};
