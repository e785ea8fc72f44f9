import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CheckpointWatch, createCheckpointWatch } from "#infrastructure/postgres/checkpoint-watch.js";
import { createTestDatabase, type TestDatabase } from "#tests/support/postgres.js";
import { readModels } from "#tests/support/read-models.js";

describe("waiting for read models", () => {
  let database: TestDatabase;
  let watch: CheckpointWatch;
  let client: pg.Client;

  beforeEach(async () => {
    database = await createTestDatabase(readModels);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await reach("bookings", 100);
  });
  afterEach(async () => {
    await watch.close();
    await client.end();
    await database.drop();
  });
  const reach = async (name: string, position: number, tell = true) => {
    await client.query("BEGIN");
    await client.query(
      `INSERT INTO projection_checkpoints (projection, version, position) VALUES ($1, 1, $2)
        ON CONFLICT (projection, version) DO UPDATE SET position = $2`,
      [name, position],
    );
    if (tell) await client.query("SELECT pg_notify('projection_checkpoint', $1)", [`${name}:1:${position}`]);
    await client.query("COMMIT");
  };
  const written = (positions: Record<string, bigint>) => new Map(Object.entries(positions));

  it("answers at once where the rows are there", async () => {
    watch = createCheckpointWatch(database.url);
    expect(await watch.waitFor(["bookings"], written({ booking: 100n }), 2_000)).toBe(true);
    expect(await watch.waitFor(["bookings"], written({ booking: 99n }), 0)).toBe(true);
  });

  it("asks of a projection only what was written to the categories that it follows", async () => {
    watch = createCheckpointWatch(database.url);
    await watch.waitFor(["bookings"], written({ booking: 100n }), 2_000);
    expect(await watch.waitFor(["bookings", "offers"], written({ booking: 50n, wallet: 999n }), 0)).toBe(true);
    expect(await watch.waitFor(["bookings", "wallets"], written({ booking: 50n, wallet: 999n }), 10)).toBe(false);
  });

  it("waits for the last of several projections", async () => {
    watch = createCheckpointWatch(database.url);
    let there = false;
    const waiting = watch.waitFor(["bookings", "wallets"], written({ booking: 200n, wallet: 201n }), 10_000);
    void waiting.then(() => {
      there = true;
    });
    await reach("bookings", 300);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(there).toBe(false);
    await reach("wallets", 201);
    expect(await waiting).toBe(true);
  });

  it("gives up after the time", async () => {
    watch = createCheckpointWatch(database.url);
    expect(await watch.waitFor(["bookings"], written({ booking: 101n }), 50)).toBe(false);
  });

  it("finds out by itself where it is not told", async () => {
    watch = createCheckpointWatch(database.url, { pollMs: 20 });
    const waiting = watch.waitFor(["bookings"], written({ booking: 500n }), 10_000);
    await reach("bookings", 500, false);
    expect(await waiting).toBe(true);
  });

  it("goes on after its connection was cut, and believes the database more than its memory", async () => {
    watch = createCheckpointWatch(database.url);
    await watch.waitFor(["bookings"], written({ booking: 100n }), 2_000);
    await client.query("UPDATE projection_checkpoints SET position = 90");
    await client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'culture checkpoints' AND datname = current_database()",
    );
    await expect.poll(() => watch.waitFor(["bookings"], written({ booking: 100n }), 0)).toBe(false);
    const waiting = watch.waitFor(["bookings"], written({ booking: 100n }), 10_000);
    await reach("bookings", 100);
    expect(await waiting).toBe(true);
  });
});
