import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTown, type Town } from "#bench/support/booking-town.js";
import { readRunState } from "#embedded/run-state.js";
import { type Backend, startBackendProcess } from "#tests/cli/support/real-backend.js";
import { type OwnServers, startOwnServers } from "#tests/e2e/support/own-servers.js";
import { type Phone, phoneOf } from "#tests/e2e/support/phone.js";
import { expectReadModelsAsRebuilt, expectSound, expectToldOnce } from "#tests/e2e/support/proof.js";
import { hasNats, hasRedis } from "#tests/support/servers.js";
import { untilTrue } from "#tests/support/until-true.js";

/** No case restarts the backend: what goes away comes back, and everything goes on by itself. */
describe("a server that is away for a while", { timeout: 120_000 }, () => {
  let dataDir: string;
  let servers: OwnServers;
  let backend: Backend;
  let api: string;
  let town: Town;
  let phone: Phone;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "culture-away-"));
    servers = await startOwnServers();
    const secret = randomBytes(32).toString("hex");
    const env = { ...servers.env, JWT_SECRET_KEY: secret, LOG_LEVEL: "warn", BOOKING_FLOW_GRACE_SECONDS: "1" };
    backend = await startBackendProcess(dataDir, { env });
    api = (await readRunState(dataDir))?.api ?? "";
    town = await makeTown(servers.eventstore.url, { people: 2, hotSeats: 100, spreadStocks: 12 });
    phone = phoneOf(api, town.userIds[0] ?? 0, secret);
    await untilTrue(async () => (await phone.book(town.hotStockId)).status === 200);
  }, 150_000);
  afterAll(async () => {
    await backend.kill();
    await servers.end();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 40, retryDelay: 100 });
  });

  let used = 0;
  const nextStock = (): number => town.spreadStockIds[used++] ?? 0;
  const notNow = { status: 503, retryAfter: "2" };

  it("the event store: a booking is answered 503 soon, queries go on", async () => {
    await servers.eventstore.awayDuring(async () => {
      const began = performance.now();
      expect(await phone.book(nextStock())).toMatchObject(notNow);
      expect(performance.now() - began).toBeLessThan(25_000);
      expect((await phone.get("/native/v1/offer/1")).status).toBe(200);
      expect((await phone.get("/native/v2/bookings")).status).toBe(200);
    });
    await untilTrue(async () => (await phone.book(nextStock())).status === 200, 30_000);
  });

  it("Postgres: bookings go on, queries are answered 503 until it is back and then show them", async () => {
    let bookingId: number | undefined;
    await servers.postgres.awayDuring(async () => {
      ({ bookingId } = await phone.book(nextStock()));
      expect(bookingId).toBeDefined();
      expect(await phone.get("/native/v2/bookings")).toMatchObject(notNow);
      expect((await phone.get("/health/api")).status).toBe(200);
      expect((await phone.get("/health/database")).status).toBe(500);
    });
    await untilTrue(async () => (await phone.liveBookings()).some((id) => id === bookingId), 60_000);
  });

  it.runIf(hasNats())("NATS: bookings go on, and what was missed is told once it is back", async () => {
    const { nats } = servers;
    await nats?.awayDuring(async () => {
      for (let count = 0; count < 3; count += 1) expect((await phone.book(nextStock())).status).toBe(200);
    });
    await expectToldOnce(servers.eventstore.url, nats?.url ?? "");
  });

  it.runIf(hasRedis())(
    "Redis: everything goes on, a query only forgets to wait for its caller's last write",
    async () => {
      const { redis } = servers;
      await redis?.awayDuring(async () => {
        const { bookingId } = await phone.book(nextStock());
        expect(bookingId).toBeDefined();
        await untilTrue(async () => (await phone.liveBookings()).some((id) => id === bookingId));
        const nobody = { identifier: "nobody@example.com", password: "user@AZERTY123" };
        expect((await phone.post("/native/v1/signin", nobody)).status).toBe(400);
      });
      await untilTrue(async () => {
        const { bookingId } = await phone.book(nextStock());
        return (await phone.liveBookings()).some((id) => id === bookingId);
      });
    },
  );

  it("leaves nothing wrong behind", async () => {
    await expectSound(servers.eventstore.url);
    await expectReadModelsAsRebuilt(servers.eventstore.url, servers.postgres.url);
    expect(backend.errors()).not.toMatch(/starting it again|^\s+at /m);
  });
});
