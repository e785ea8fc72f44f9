import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTown, type Town } from "#bench/support/booking-town.js";
import { readRunState } from "#embedded/run-state.js";
import { type Backend, startBackendProcess } from "#tests/cli/support/real-backend.js";
import { type Crowd, crowdOf } from "#tests/e2e/support/crowd.js";
import { type OwnServers, startOwnServers } from "#tests/e2e/support/own-servers.js";
import {
  expectKept,
  expectReadModelsAsRebuilt,
  expectSeen,
  expectSound,
  expectToldOnce,
} from "#tests/e2e/support/proof.js";
import { untilTrue } from "#tests/support/until-true.js";

const names = ["eventstore", "postgres", "nats", "redis"] as const;
const hows = ["stopped", "killed", "frozen"] as const;
const turns = hows.flatMap((how) => names.map((name) => ({ name, how })));

/** Like tests/e2e/dependencies-away.test.ts, under load, and also with servers that die or say nothing any more. */
describe("a server that is away for a while, under a load of bookings", () => {
  let dataDir: string;
  let servers: OwnServers;
  let backend: Backend;
  let api: string;
  let town: Town;
  let crowd: Crowd;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "culture-away-"));
    servers = await startOwnServers();
    const secret = randomBytes(32).toString("hex");
    const env = { ...servers.env, JWT_SECRET_KEY: secret, LOG_LEVEL: "warn", REQUEST_TIMEOUT_MS: "12000" };
    backend = await startBackendProcess(dataDir, { env: { ...env, BOOKING_FLOW_GRACE_SECONDS: "1" } });
    api = (await readRunState(dataDir))?.api ?? "";
    town = await makeTown(servers.eventstore.url, { people: 40, hotSeats: 30, spreadStocks: 10 });
    crowd = crowdOf(town, secret);
  });
  afterAll(async () => {
    await backend.kill();
    await servers.end();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 40, retryDelay: 100 });
  });

  /** Everybody comes; resolves once so many more bookings are answered. */
  const bookings = async (count: number): Promise<void> => {
    const enough = crowd.ledger.booked.size + count;
    crowd.come(api);
    await untilTrue(() => crowd.ledger.booked.size >= enough, 60_000);
  };

  it.each(turns)("$name $how: nothing is lost, and all goes on by itself", async ({ name, how }) => {
    const server = servers[name];
    if (server === null) return;
    await bookings(50);
    await server.awayDuring(async () => {
      // Without the event store everybody is told "not now" and leaves; all else is none of their business.
      if (name !== "eventstore") await untilMore(50);
      await crowd.leave();
    }, how);
    const before = crowd.ledger.booked.size;
    await untilTrue(async () => {
      crowd.come(api); // each asks once
      await crowd.leave();
      return crowd.ledger.booked.size > before;
    }, 60_000);
    await expectKept(servers.eventstore.url, crowd.ledger);
    await expectSound(servers.eventstore.url);
  });

  const untilMore = async (count: number): Promise<void> => {
    const enough = crowd.ledger.booked.size + count;
    await untilTrue(() => crowd.ledger.booked.size >= enough, 60_000);
  };

  it("leaves read models like a rebuild from nothing, HTTP that shows the log, and each event on NATS once, in order", async () => {
    await expectReadModelsAsRebuilt(servers.eventstore.url, servers.postgres.url);
    await expectSeen(api, servers.eventstore.url, town.userIds, crowd);
    if (servers.nats !== null) await expectToldOnce(servers.eventstore.url, servers.nats.url);
    expect(backend.errors()).not.toMatch(/starting it again|^\s+at /m);
  });
});
