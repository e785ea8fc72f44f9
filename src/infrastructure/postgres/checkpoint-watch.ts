import pg from "pg";
import { type Logger, silent } from "#application/ports/logger.js";
import { createWaiters } from "#infrastructure/postgres/waiters.js";
import { projections } from "#projections/catalogue.js";
import { checkpointChannel } from "#projections/engine/checkpoint.js";
import type { ProjectionName } from "#projections/names.js";

/** Knows how far each projection has come, so that a query can wait for what its actor wrote (design.md, section 5). */
export interface CheckpointWatch {
  /**
   * Waits until the rows of these projections show everything up to these positions of $all, given per stream category:
   * only the categories that a projection follows count. Answers false after the time is over: the rows are then older.
   * Costs nothing where they are there already. An event that was parked counts as shown.
   */
  waitFor(names: readonly ProjectionName[], written: ReadonlyMap<string, bigint>, timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

export interface CheckpointWatchOptions {
  readonly logger?: Logger;
  /** Milliseconds without news after which somebody who waits makes us look into the table. Default 250. */
  readonly pollMs?: number;
}

/**
 * Listens to the projections over one connection, and looks for itself where that is not enough (a notification was
 * lost, a pooler in between swallows them). Comes back by itself when the connection is lost; until then nobody is told
 * that rows are there.
 */
export const createCheckpointWatch = (
  databaseUrl: string,
  { logger = silent, pollMs = 250 }: CheckpointWatchOptions = {},
): CheckpointWatch => {
  const waiters = createWaiters();
  let client: pg.Client | null = null;
  let heardAt = 0;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  const learn = (name: string, version: number, position: string): void => {
    if (isProjection(name) && projections[name].version === version) waiters.reached(name, BigInt(position));
  };

  const look = async (connection: pg.Client): Promise<void> => {
    const { rows } = await connection.query<{ projection: string; version: string; position: string }>(
      "SELECT projection, version, position FROM projection_checkpoints",
    );
    heardAt = Date.now();
    for (const { projection, version, position } of rows) learn(projection, Number(version), position);
  };

  const connect = async (): Promise<void> => {
    const connection = new pg.Client({
      connectionString: databaseUrl,
      application_name: "culture checkpoints",
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
      keepAlive: true,
    });
    connection.on("notification", ({ payload = "" }) => {
      const [name = "", version, position = "0"] = payload.split(":");
      heardAt = Date.now();
      learn(name, Number(version), position);
    });
    connection.on("error", () => lose(connection));
    connection.on("end", () => lose(connection));
    try {
      await connection.connect();
      await connection.query(`LISTEN ${checkpointChannel}`);
      await look(connection);
      client = connection;
    } catch (error) {
      logger.warn({ problem: String(error) }, "cannot listen to the projections; trying again");
      await connection.end().catch(() => undefined);
      comeBack();
    }
  };

  const lose = (connection: pg.Client): void => {
    if (client !== connection) return;
    client = null;
    waiters.forget(); // the server may have crashed and come back with less than it told us
    comeBack();
  };
  const comeBack = (): void => {
    if (closed) return;
    retry = setTimeout(
      () => {
        connecting = connect();
      },
      500 + Math.random() * 500,
    );
  };

  const poll = setInterval(() => {
    if (client === null || waiters.count() === 0 || Date.now() - heardAt < pollMs) return;
    look(client).catch((error: unknown) => logger.warn({ problem: String(error) }, "cannot read the checkpoints"));
  }, pollMs).unref();
  let connecting = connect();

  return {
    waitFor: (names, written, timeoutMs) => {
      const needs = names.flatMap((name) =>
        projections[name].categories.flatMap((category) => {
          const position = written.get(category);
          return position === undefined ? [] : [{ name, position }];
        }),
      );
      return waiters.wait(needs, timeoutMs);
    },
    close: async () => {
      closed = true;
      clearInterval(poll);
      clearTimeout(retry);
      waiters.giveUp();
      await connecting;
      const connection = client;
      client = null;
      await connection?.end();
    },
  };
};

const isProjection = (name: string): name is ProjectionName => name in projections;
