import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BookingEvent } from "#domain/booking/events.js";
import { postgresDatabase } from "#infrastructure/postgres/session.js";
import { bookings, bookingsProjector } from "#projections/bookings/projector.js";
import { projections } from "#projections/catalogue.js";
import { defineProjector, defineTable, nothing, put } from "#projections/define.js";
import { projectAll } from "#projections/engine/catch-up.js";
import { type RebuildProgress, rebuild } from "#projections/engine/rebuild.js";
import { walletsProjector } from "#projections/wallets/projector.js";
import { bookingConfirmed, bookingUsed, depositGranted } from "#tests/support/facts.js";
import { history } from "#tests/support/history.js";
import { type MemoryLog, memoryLog } from "#tests/support/memory-log.js";
import { createTestDatabase, type TestDatabase } from "#tests/support/postgres.js";
import { caughtUp, type Projecting, project, rowsOf } from "#tests/support/projecting.js";
import { readModels } from "#tests/support/read-models.js";

describe("rebuilding a projection", () => {
  let log: MemoryLog;
  let database: TestDatabase;
  let running: Projecting;

  beforeEach(async () => {
    log = memoryLog();
    for (const [stream, fact] of history) log.append(stream, fact);
    database = await createTestDatabase(readModels);
    running = project(log, database.url);
    await caughtUp(log, running);
  });
  afterEach(async () => {
    await running.stop();
    await database.drop();
  });
  const query = async (statement: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query(statement);
    await client.end();
    return rows;
  };
  const token = (id: number) => `R${String(id).padStart(5, "0")}`;
  const book = (from: number, count: number) => {
    for (let id = from; id < from + count; id += 1)
      log.append(`booking-${id}`, bookingConfirmed({ bookingId: id, token: token(id) }));
  };
  const start = (options: Partial<Parameters<typeof rebuild>[0]> = {}) =>
    rebuild({ eventStore: log, database: postgresDatabase(database.url), projector: bookingsProjector, ...options });
  const indexes = () =>
    query("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'bookings_v1' ORDER BY 1");

  it("repairs rows that were wrong, while the projection goes on", async () => {
    const right = await rowsOf(database.url, "bookings");
    const indexed = await indexes();
    await query("UPDATE bookings_v1 SET status = 'WRONG'; DELETE FROM bookings_v1 WHERE booking_id = 1001");
    expect(await start()).toBe(0);
    expect(await rowsOf(database.url, "bookings")).toEqual(right);
    expect(await indexes()).toEqual(indexed);
    log.append("booking-1002", bookingUsed(1002));
    await caughtUp(log, running);
    expect((await rowsOf(database.url, "bookings")).map(({ status }) => status)).toEqual(["CANCELLED", "USED"]);
    expect(await query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rebuild%'")).toEqual([]);
  });

  it("loses nothing of what is written meanwhile", async () => {
    let next = 2_000;
    const traffic = setInterval(() => {
      book(next, 20);
      next += 20;
    }, 2);
    for (let round = 0; round < 4; round += 1) await start();
    clearInterval(traffic);
    await caughtUp(log, running);
    const confirmed = log.events.filter(({ type }) => type === "BookingConfirmed").length;
    expect(await query("SELECT count(*)::int AS count FROM bookings")).toEqual([{ count: confirmed }]);
    expect(running.status().every(({ parked }) => parked === 0)).toBe(true);
  });

  it("can be cancelled and goes on where it was", async () => {
    book(2_000, 2_500);
    await caughtUp(log, running);
    const cancelled = new AbortController();
    const progress: RebuildProgress[] = [];
    const tell = (news: RebuildProgress) => {
      progress.push(news);
      if (progress.length === 1) cancelled.abort();
    };
    await expect(start({ tell, signal: cancelled.signal })).rejects.toThrow();
    await start({ tell });
    const first = progress[0]?.handled ?? 0;
    expect(first).toBeGreaterThan(0);
    expect(progress.at(-1)).toEqual({
      handled: log.events.filter(({ stream }) => stream.startsWith("booking-")).length - first,
      done: 1,
    });
    expect(await query("SELECT count(*)::int AS count FROM bookings")).toEqual([{ count: 2_502 }]);
  });

  it("refuses a second one at the same time", async () => {
    book(2_000, 1_000);
    const results = await Promise.allSettled([start(), start()]);
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused).toMatchObject([{ name: "RebuildUnderWay" }]);
  });

  it("brings along what it had to park, and what it could handle this time", async () => {
    const broken = log.appendRaw("wallet-6", "DepositGranted", {});
    await caughtUp(log, running);
    expect(await query("SELECT stream FROM parked_events")).toEqual([{ stream: "wallet-6" }]);
    expect(await start({ projector: walletsProjector })).toBe(1);
    expect(await query("SELECT stream FROM parked_events")).toEqual([{ stream: "wallet-6" }]);
    log.repair(broken, depositGranted({ userId: 6, depositId: 61 }).data);
    expect(await start({ projector: walletsProjector })).toBe(0);
    expect(await query("SELECT stream FROM parked_events")).toEqual([]);
    expect(await query("SELECT deposit_id::int AS id FROM wallets ORDER BY 1")).toEqual([{ id: 51 }, { id: 61 }]);
  });

  it("gives the same rows in another database", async () => {
    const other = await createTestDatabase(readModels);
    expect(await projectAll(log, postgresDatabase(other.url), Object.values(projections))).toBe(0);
    for (const { tables } of Object.values(projections))
      for (const { name } of tables) expect(await rowsOf(other.url, name)).toEqual(await rowsOf(database.url, name));
    await other.drop();
  });

  it("lets a new version fill its own tables beside the old ones, and shows them once they are full", async () => {
    await query(`
      CREATE TABLE bookings_v2 (LIKE bookings_v1 INCLUDING ALL);
      ALTER TABLE bookings_v2 ADD COLUMN total_cents bigint NOT NULL`);
    const columns = { ...bookings.columns, totalCents: "bigint" } as const;
    const table = defineTable({ name: "bookings", version: 2, key: ["bookingId"], columns });
    const second = defineProjector<BookingEvent>({
      name: "bookings",
      version: 2,
      categories: ["booking"],
      tables: [table],
      on: {
        BookingConfirmed: ({ data }) =>
          put(table, {
            ...data,
            ...{ status: "CONFIRMED", usedAt: null, validationAuthor: null, cancelledAt: null },
            ...{ cancellationReason: null, cancellationAuthorId: null, displayAsEnded: null },
            totalCents: data.quantity * data.unitAmountCents,
          }),
        BookingAbandoned: nothing,
        BookingUsed: nothing,
        BookingUnused: nothing,
        BookingCancelled: nothing,
        BookingDisplayChanged: nothing,
      },
    });
    expect((await rowsOf(database.url, "bookings"))[1]).not.toHaveProperty("total_cents");
    const newer = project(log, database.url, { projections: [second] });
    await caughtUp(log, newer);
    expect((await rowsOf(database.url, "bookings"))[1]).toMatchObject({ booking_id: 1002, total_cents: 2400 });
    await newer.stop();

    await running.stop();
    running = project(log, database.url); // the old code starts once more
    await caughtUp(log, running);
    expect((await rowsOf(database.url, "bookings"))[1]).toMatchObject({ booking_id: 1002, total_cents: 2400 });
  });
});
