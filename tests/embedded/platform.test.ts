import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { loadConfig } from "#config.js";
import { startPlatform } from "#embedded/platform.js";
import { listening } from "#tests/embedded/support/listening.js";
import { createTestDatabase } from "#tests/support/postgres.js";
import { hasNats, hasRedis, startTestEventNode, startTestNats, startTestRedis } from "#tests/support/servers.js";

const freePorts = { API_PORT: "0", BACKOFFICE_PORT: "0", POSTGRES_PORT: "0", EVENTSTORE_PORT: "0", NATS_PORT: "0" };

describe("the platform", { timeout: 90_000 }, () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "culture-platform-"));
    chmodSync(dataDir, 0o711); // as root, Postgres runs as another user, which must pass
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));
  const configOf = (env: Record<string, string> = {}) => loadConfig({ ...freePorts, DATA_DIR: dataDir, ...env });

  it("starts an event store and a Postgres that keep what they were given over a restart", async () => {
    const first = await startPlatform(configOf());
    const client = EventStoreDBClient.connectionString(first.eventstoreUrl);
    await client.appendToStream("venue-1", jsonEvent({ type: "VenueOpened", data: { venueId: 1 } }));
    await client.dispose();
    await query(first.databaseUrl, "CREATE TABLE venues AS SELECT 1 AS id");
    expect(
      await query(
        first.databaseUrl,
        "SELECT current_setting('fsync') || current_setting('synchronous_commit') AS durable",
      ),
    ).toEqual([{ durable: "onon" }]);
    await first.stop();

    const second = await startPlatform(configOf());
    onTestFinished(second.stop);
    expect(await query(second.databaseUrl, "SELECT id FROM venues")).toEqual([{ id: 1 }]);
    const again = EventStoreDBClient.connectionString(second.eventstoreUrl);
    for await (const { event } of again.readStream("venue-1")) expect(event?.data).toEqual({ venueId: 1 });
    await again.dispose();
    expect(second.redisUrl).toBeNull();
    expect(second.natsUrl === null).toBe(!hasNats());
  });

  it("refuses a second backend on the same folder while the first goes on", async () => {
    const platform = await startPlatform(configOf());
    onTestFinished(platform.stop);
    await expect(startPlatform(configOf())).rejects.toThrow(/is in use by process \d+/);
    expect(await query(platform.databaseUrl, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("refuses a taken port in one line, leaves nothing running and lets go of the folder", async () => {
    const { port, close } = await listening();
    onTestFinished(close);
    await expect(startPlatform(configOf({ POSTGRES_PORT: String(port) }))).rejects.toThrow(
      `POSTGRES_PORT: port ${port} of 127.0.0.1 is taken`,
    );
    await (await startPlatform(configOf())).stop();
  });

  it("says which part broke when a server ends by itself", async () => {
    const platform = await startPlatform(configOf());
    onTestFinished(platform.stop);
    const [postmaster] = readFileSync(join(dataDir, "postgres/data/postmaster.pid"), "utf8").split("\n");
    process.kill(Number(postmaster), "SIGKILL");
    expect(await platform.broken).toBe("Postgres ended by itself with code 137");
  });

  it.runIf(hasNats() && hasRedis())("uses the servers that are configured and starts none", async () => {
    const [node, database, nats, redis] = await Promise.all([
      startTestEventNode(),
      createTestDatabase(),
      startTestNats(),
      startTestRedis(),
    ]);
    onTestFinished(async () => {
      await Promise.all([node.stop(), database.drop(), nats.stop(), redis.stop()]);
    });
    const urls = { EVENTSTORE_URL: node.url, DATABASE_URL: database.url, NATS_URL: nats.url, REDIS_URL: redis.url };
    const platform = await startPlatform(configOf(urls));
    const { eventstoreUrl, databaseUrl, natsUrl, redisUrl } = platform;
    expect({ eventstoreUrl, databaseUrl, natsUrl, redisUrl }).toEqual({
      eventstoreUrl: node.url,
      databaseUrl: database.url,
      natsUrl: nats.url,
      redisUrl: redis.url,
    });
    await platform.stop();
    expect(await query(database.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]); // not ours to stop
  });
});

const query = async (url: string, text: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};
