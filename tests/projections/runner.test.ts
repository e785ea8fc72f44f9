import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { postgresDatabase } from "#infrastructure/postgres/session.js";
import type { Database } from "#projections/engine/database.js";
import { stocksProjector } from "#projections/stocks/projector.js";
import { stockOpened, stockReserved } from "#tests/support/facts.js";
import { type MemoryLog, memoryLog } from "#tests/support/memory-log.js";
import { createTestDatabase, type TestDatabase } from "#tests/support/postgres.js";
import { caughtUp, type Projecting, project, rowsOf } from "#tests/support/projecting.js";
import { readModels } from "#tests/support/read-models.js";

describe("the projection runner", () => {
  let log: MemoryLog;
  let database: TestDatabase;
  let running: Projecting[];

  beforeEach(async () => {
    log = memoryLog();
    database = await createTestDatabase(readModels);
    running = [];
    log.append("stock-77", stockOpened({ quantity: null }));
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await database.drop();
  });
  const start = (options: Parameters<typeof project>[2] = {}): Projecting => {
    const one = project(log, database.url, { projections: [stocksProjector], ...options });
    running.push(one);
    return one;
  };
  const stateOf = (one: Projecting) => one.status()[0]?.state;
  const reserve = (count: number) => {
    const from = log.events.length;
    for (let n = from; n < from + count; n += 1) log.append("stock-77", stockReserved({ bookingId: n }));
  };
  const booked = async () => (await rowsOf(database.url, "stocks"))[0]?.["booked_quantity"];
  const administrator = async (statement: string) => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  const killConnections = () =>
    administrator(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'culture projection%' AND datname = current_database()",
    );

  it("counts thousands of events on one row exactly", async () => {
    reserve(5_000);
    const one = start();
    await caughtUp(log, one);
    expect(await booked()).toBe(5_000);
    expect(one.status()[0]).toMatchObject({ state: "live", lag: 0, parked: 0, problem: null });
  });

  it("lets one of two processes work, and the other take over when it ends", async () => {
    const first = start();
    await expect.poll(() => stateOf(first)).toBe("live");
    const second = start();
    await expect.poll(() => stateOf(second)).toBe("standby");
    reserve(10);
    await caughtUp(log, first);
    await first.stop();
    reserve(10);
    await expect.poll(() => stateOf(second)).toBe("live");
    await caughtUp(log, second);
    expect(await booked()).toBe(20);
  });

  it("goes on by itself after its connections were cut, again and again", async () => {
    const one = start({ limits: { events: 7, bytes: 1_000_000 } });
    for (let round = 0; round < 5; round += 1) {
      reserve(50);
      await killConnections();
    }
    await caughtUp(log, one);
    expect(await booked()).toBe(250);
  });

  it("lets a standby take over when the active process loses its connection", async () => {
    const first = start();
    await expect.poll(() => stateOf(first)).toBe("live");
    const second = start();
    await expect.poll(() => stateOf(second)).toBe("standby");
    await killConnections();
    reserve(100);
    await expect
      .poll(() => [stateOf(first), stateOf(second)].toSorted(), { timeout: 10_000 })
      .toEqual(["live", "standby"]);
    await expect.poll(booked).toBe(100);
  });

  it("goes on by itself after the event store was away", async () => {
    const one = start();
    await caughtUp(log, one);
    log.goAway();
    await expect
      .poll(() => one.status()[0])
      .toMatchObject({ state: "waiting", problem: "Error: The event store is away" });
    reserve(10);
    log.comeBack();
    await caughtUp(log, one);
    expect(await booked()).toBe(10);
  });

  it("waits for tables that a migration has yet to make, instead of parking what they need", async () => {
    await administrator("ALTER TABLE stocks_v1 RENAME TO stocks_away");
    const one = start();
    await expect.poll(() => stateOf(one)).toBe("waiting");
    await administrator("ALTER TABLE stocks_away RENAME TO stocks_v1");
    await caughtUp(log, one);
    expect(one.status()[0]?.parked).toBe(0);
  });

  it("keeps rows and checkpoint together when it dies between them", async () => {
    reserve(20);
    let commits = 0;
    const dying: Database = {
      open: async (label) => {
        const session = await postgresDatabase(database.url).open(label);
        return {
          ...session,
          query: async (statement) => {
            if (statement.sql === "COMMIT" && commits++ % 2 === 0) {
              await session.close(); // as a process that is killed: everything was sent but the commit
              throw new Error("killed before the commit");
            }
            return session.query(statement);
          },
        };
      },
    };
    const one = start({ database: dying, limits: { events: 5, bytes: 1_000_000 } });
    await caughtUp(log, one, 20_000);
    expect(await booked()).toBe(20);
  });

  it("tells every commit with its checkpoint, once it is visible", async () => {
    const listener = new pg.Client({ connectionString: database.url });
    const heard: string[] = [];
    listener.on("notification", ({ payload }) => heard.push(payload ?? ""));
    await listener.connect();
    await listener.query("LISTEN projection_checkpoint");
    reserve(3);
    await caughtUp(log, start());
    await expect.poll(() => heard.at(-1)).toBe(`stocks:1:${log.events.at(-1)?.position}`);
    await listener.end();
  });
});
