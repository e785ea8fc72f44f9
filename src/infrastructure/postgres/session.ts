import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Cells, type Database, RowRefused, type Session } from "#projections/engine/database.js";

/**
 * The projection engine's connections. They use `pg` without slonik: a batch is four statements with a handful of array
 * parameters, prepared by name, whose cells the engine reads itself; slonik has no named statements and spends more on
 * each of them (tokens, interceptors, spans) than Postgres does.
 */
export const postgresDatabase = (databaseUrl: string): Database => ({
  open: async (label) => {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: label,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      query_timeout: 120_000, // longer than the server's, so that it only ends statements that nobody answers any more
      types: { getTypeParser: () => (text: string) => text },
    });
    const gone = new Promise<void>((resolve) => {
      client.on("error", () => resolve()); // the statement that runs fails by itself
      client.on("end", () => resolve());
    });
    await client.connect();
    try {
      await client.query(settings);
    } catch (error) {
      await client.end();
      throw error;
    }
    return session(client, gone);
  },
});

const settings = `
  SET statement_timeout = '60s'; SET timezone = 'UTC'; SET idle_in_transaction_session_timeout = '60s';
  -- Rows and checkpoint are lost or kept together, and what is lost is read from the log again: no commit need wait for the disk.
  SET synchronous_commit = off;
  -- All statements go by primary key; statistics of a table that just grew must not talk the planner out of it.
  SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
  -- The server notices a dead machine, and frees its locks for a standby, within half a minute.
  SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
`;

const session = (client: pg.Client, gone: Promise<void>): Session => ({
  gone,
  query: async ({ sql, values, name }) => {
    try {
      const result = await client.query<(string | null)[]>({
        text: sql,
        rowMode: "array",
        ...(values === undefined ? {} : { values: [...values] }),
        ...(name === undefined ? {} : { name }),
      });
      return result.rows satisfies readonly Cells[];
    } catch (error) {
      throw refusesTheData(error) ? new RowRefused(reasonOf(error), { cause: error }) : error;
    }
  },
  // A connection that died without a word would keep `end` waiting.
  close: () => Promise.race([client.end(), sleep(2_000, undefined, { ref: false })]),
});

/** Classes 22 (data exception), 23 (integrity constraint) and 54 (limit exceeded) come again however often one tries. */
const refusesTheData = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && /^(22|23|54)/.test(error.code ?? "");

/** What was refused and where, never the value: it may be personal, and reasons are logged and shown. */
const reasonOf = ({ code, table, column, constraint }: pg.DatabaseError): string =>
  Object.entries({ code, table, column, constraint })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
    .join(", ");
