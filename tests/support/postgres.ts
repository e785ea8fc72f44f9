import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

export type TestDatabase = { url: string; drop: () => Promise<void> };

/** A database as it stands before a test: `prepare` is run once per test run, then each test file gets a copy. */
export type Template = { name: string; prepare: (url: string) => Promise<void> };

/**
 * An own database in the real Postgres of this test run, empty or a copy of a template.
 * `drop` in `afterAll` also ends what is still connected. Nothing in it survives a crash: it writes without fsync.
 */
export const createTestDatabase = async (template?: Template): Promise<TestDatabase> => {
  const server = await serverUrl();
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await asAdministrator(server, async (client) => {
    const source = template ? await readyTemplate(client, server, template) : "template1";
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${source}`);
  });
  return {
    url: urlOf(server, name),
    drop: () => asAdministrator(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
};

const serverUrl = async (): Promise<string> => {
  const response = await fetch(`${inject("testServersUrl")}/postgres`);
  const text = await response.text();
  if (!response.ok) throw new Error(`the Postgres of the tests did not start: ${text}`);
  return text;
};

const urlOf = (server: string, database: string): string => new URL(`/${database}`, server).href;

const asAdministrator = async (server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> => {
  const client = new pg.Client({ connectionString: urlOf(server, "postgres") });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
};

/** Test files run in several processes: whoever holds the lock first prepares the template, the others find it made. */
const readyTemplate = async (client: pg.Client, server: string, { name, prepare }: Template): Promise<string> => {
  const database = `template_${name}`;
  await client.query("SELECT pg_advisory_lock(hashtext($1))", [database]);
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (found.rowCount === 0) {
      const unfinished = `${database}_unfinished`;
      await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${unfinished}`);
      await prepare(urlOf(server, unfinished));
      await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${database}`);
    }
    return database;
  } finally {
    await client.query("SELECT pg_advisory_unlock(hashtext($1))", [database]);
  }
};
