import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { DatabasePool } from "slonik";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createIssue } from "#application/command.js";
import { createIds } from "#application/id-blocks.js";
import { silent } from "#application/ports/logger.js";
import { createRunner } from "#application/runner/command-runner.js";
import { openTokenSpace } from "#application/token-space.js";
import { connectEventStore } from "#infrastructure/eventstore/adapter.js";
import { createReadPool } from "#infrastructure/postgres/pool.js";
import { testSettings, today } from "#tests/http/support/dependencies.js";
import { type Edge, openEdge } from "#tests/http/support/edge.js";
import { createTestDatabase, type TestDatabase } from "#tests/support/postgres.js";
import { readModels } from "#tests/support/read-models.js";
import { startTestEventNode } from "#tests/support/servers.js";

/** A way to a server that can be cut and mended, at the same port. */
const openBridge = async (to: URL) => {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    for (const socket of [near, far]) sockets.add(socket.on("error", () => undefined));
    near.pipe(far).pipe(near);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return { port, cut, mend: () => listen(port) };
};

describe("while Postgres is away", () => {
  let database: TestDatabase;
  let bridge: Awaited<ReturnType<typeof openBridge>>;
  let pool: DatabasePool;
  let edge: Edge;
  beforeAll(async () => {
    database = await createTestDatabase(readModels);
    bridge = await openBridge(new URL(database.url));
    const databaseUrl = Object.assign(new URL(database.url), { hostname: "127.0.0.1", port: String(bridge.port) }).href;
    pool = await createReadPool({ databaseUrl, size: 2 });
    edge = await openEdge(undefined, { pool });
  });
  afterAll(async () => {
    await edge.server.close();
    // A pool that lost a connection on the way says so when it ends.
    await pool.end().catch(() => undefined);
    bridge.cut();
    await database.drop();
  });

  const offer = () => edge.server.inject("/native/v1/offer/7");

  it("a query is answered 503 at once, and works again afterwards", async () => {
    expect((await offer()).statusCode).toBe(404);
    bridge.cut();
    for (let tries = 0; tries < 3; tries += 1) {
      const answer = await offer();
      expect([answer.statusCode, Object.keys(answer.json())], answer.body).toEqual([503, ["global"]]);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    }
    expect((await edge.server.inject("/health/database")).statusCode).toBe(500);
    expect((await edge.server.inject("/health/api")).statusCode).toBe(200);
    await bridge.mend();
    await expect.poll(async () => (await offer()).statusCode, { timeout: 10_000 }).toBe(404);
  });
});

describe("while the event store is away", () => {
  it("a command is answered 503 within the time that a request may take", async () => {
    const node = await startTestEventNode();
    const eventStore = connectEventStore(node.url);
    const clock = { now: () => today };
    const runner = createRunner({ eventStore, clock, logger: silent });
    const writeSide = { runner, clock, ids: createIds(eventStore), tokens: await openTokenSpace(eventStore) };
    const edge = await openEdge(undefined, {
      ids: writeSide.ids,
      issue: createIssue(writeSide),
      settings: { ...testSettings, requestTimeoutMs: 3_000 },
    });
    const { headers, server } = edge;
    const book = (stockId: number) =>
      server.inject({ method: "POST", url: "/native/v1/bookings", headers, payload: { stockId, quantity: 1 } });
    expect((await book(7)).json()).toEqual({ stock: "stock introuvable" });
    await node.stop();
    const start = performance.now();
    const answer = await book(8);
    expect([answer.statusCode, Object.keys(answer.json())], answer.body).toEqual([503, ["global"]]);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(4_000);
    await edge.server.close();
    runner.close();
    await eventStore.close();
  });
});
