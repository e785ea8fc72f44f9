import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrate } from "#infrastructure/postgres/migrate.js";
import { createTestDatabase, type TestDatabase } from "#tests/support/postgres.js";

describe("migrating", () => {
  let database: TestDatabase;
  let folder: string;
  let lines: string[];
  const options = () => ({ folder, tell: (line: string) => lines.push(line), pauseMs: 10 });
  const write = (file: string, sql: string) => writeFile(join(folder, "pre", file), sql);

  beforeEach(async () => {
    lines = [];
    folder = await mkdtemp(join(tmpdir(), "migrations-"));
    await mkdir(join(folder, "pre"));
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it("runs each file once, in the order of the numbers, and tells of each", async () => {
    await write("0002_seats.sql", "ALTER TABLE shows ADD COLUMN seats bigint");
    await write("0001_shows.sql", "CREATE TABLE shows (id bigint PRIMARY KEY)");
    expect(await migrate(database.url, "pre", options())).toBe(2);
    expect(await migrate(database.url, "pre", options())).toBe(0);
    expect(lines).toEqual([
      "Migration pre 0001_shows.sql (1 of 2)",
      "Migration pre 0002_seats.sql (2 of 2)",
      "Migrations pre: up to date",
    ]);
  });

  it("leaves nothing of a file that fails, and goes on with it once it is right", async () => {
    await write("0001_shows.sql", "CREATE TABLE shows (id bigint PRIMARY KEY); SELECT nonsense");
    await expect(migrate(database.url, "pre", options())).rejects.toThrow("nonsense");
    await write("0001_shows.sql", "CREATE TABLE shows (id bigint PRIMARY KEY)");
    expect(await migrate(database.url, "pre", options())).toBe(1);
  });

  it("refuses a file that was changed after it ran", async () => {
    await write("0001_shows.sql", "CREATE TABLE shows (id bigint PRIMARY KEY)");
    await migrate(database.url, "pre", options());
    await write("0001_shows.sql", "CREATE TABLE shows (id bigint PRIMARY KEY, seats bigint)");
    await expect(migrate(database.url, "pre", options())).rejects.toThrow(
      "migrations/pre/0001_shows.sql was changed after it ran on this database",
    );
  });

  it("refuses a number that comes before one that ran, and two files with the same number", async () => {
    await write("0002_shows.sql", "CREATE TABLE shows (id bigint PRIMARY KEY)");
    await migrate(database.url, "pre", options());
    await write("0001_early.sql", "CREATE TABLE early (id bigint PRIMARY KEY)");
    await expect(migrate(database.url, "pre", options())).rejects.toThrow("comes before 0002_shows.sql");
    await write("0002_again.sql", "SELECT 1");
    await expect(migrate(database.url, "pre", options())).rejects.toThrow("have the same number");
  });

  it("lets one of two starts migrate while the other waits for it", async () => {
    await write("0001_shows.sql", "CREATE TABLE shows (id bigint PRIMARY KEY); SELECT pg_sleep(0.3)");
    const ran = await Promise.all([migrate(database.url, "pre", options()), migrate(database.url, "pre", options())]);
    expect(ran.toSorted()).toEqual([0, 1]);
    expect(lines).toContain("Another process is migrating: waiting for it");
  });

  it("tries again when a statement takes too long, and gives up after the last attempt", async () => {
    await write("0001_slow.sql", "SET LOCAL statement_timeout = '20ms'; SELECT pg_sleep(1)");
    await expect(migrate(database.url, "pre", { ...options(), attempts: 3 })).rejects.toThrow("statement timeout");
    expect(lines.at(-1)).toContain("attempt 3 of 3 follows");
  });

  it("waits for a table that somebody else has locked", async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query("CREATE TABLE shows (id bigint PRIMARY KEY)");
    await other.query("BEGIN; LOCK TABLE shows");
    await write("0001_seats.sql", "SET LOCAL lock_timeout = '50ms'; ALTER TABLE shows ADD COLUMN seats bigint");
    const migrating = migrate(database.url, "pre", options());
    await expect.poll(() => lines.length).toBeGreaterThan(1);
    await other.query("COMMIT");
    expect(await migrating).toBe(1);
    await other.end();
  });
});
