import { createPool, type DatabasePool } from "slonik";
import { readableRows } from "#infrastructure/postgres/readable-rows.js";

export interface PoolOptions {
  readonly databaseUrl: string;
  /** How many connections queries may use at once. Default 8. */
  readonly size?: number;
  /** How many queries may wait for a connection before further ones are refused (roughly: a burst of one moment may be more). Default 500. */
  readonly waiting?: number;
  /** After how long the server ends a statement, in milliseconds. Default 10 s. */
  readonly statementTimeoutMs?: number;
}

/** More queries wait than the database can answer in time: the caller should answer 503 and be asked again later. */
export class DatabaseBusy extends Error {
  override readonly name = "DatabaseBusy";
}

/**
 * The pool that queries run on. Rows arrive in camelCase, checked against the query's zod type; bigint is a number,
 * timestamptz an ISO 8601 string with milliseconds, date a string. Every wait is bounded: for a connection (5 s to open
 * one, a limited queue) and for the server. Opens a connection at once, so that a wrong URL fails here.
 */
export const createReadPool = async ({
  databaseUrl,
  size = 8,
  waiting = 500,
  statementTimeoutMs = 10_000,
}: PoolOptions): Promise<DatabasePool> => {
  const pool: DatabasePool = await createPool(databaseUrl, {
    maximumPoolSize: size,
    connectionTimeout: 5_000,
    connectionRetryLimit: 1,
    idleTimeout: 60_000,
    statementTimeout: statementTimeoutMs,
    queryRetryLimit: 0,
    // Our queries change no session state: DISCARD ALL would only cost a round trip for each of them.
    resetConnection: async () => {},
    typeParsers,
    interceptors: [
      {
        name: "bounded-queue",
        beforePoolConnection: () => {
          if (pool.state().waitingClients < waiting) return null;
          throw new DatabaseBusy(`${waiting} queries wait for a connection to Postgres already`);
        },
      },
      readableRows,
    ],
  });
  return pool;
};

const typeParsers = [
  { name: "int8", parse: Number },
  { name: "numeric", parse: Number },
  { name: "date", parse: (value: string) => value },
  { name: "timestamptz", parse: (value: string) => new Date(value).toISOString() },
];
