import type { DatabasePool } from "slonik";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createReadPool } from "#infrastructure/postgres/pool.js";
import { unfinishedFlows } from "#projections/booking-flows/queries.js";
import { bookingCancelled, bookingConfirmed, stockOpened, stockReleased, stockReserved } from "#tests/support/facts.js";
import { type MemoryLog, memoryLog } from "#tests/support/memory-log.js";
import { createTestDatabase, type TestDatabase } from "#tests/support/postgres.js";
import { projectOnce } from "#tests/support/projecting.js";
import { readModels } from "#tests/support/read-models.js";

describe("the flows that somebody must finish or undo", () => {
  let log: MemoryLog;
  let database: TestDatabase;
  let pool: DatabasePool;
  beforeEach(async () => {
    log = memoryLog();
    database = await createTestDatabase(readModels);
    pool = await createReadPool({ databaseUrl: database.url, size: 2 });
    log.append("stock-77", stockOpened());
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });
  const unfinished = async (olderThanSeconds = 30) => {
    await projectOnce(log, database.url);
    return unfinishedFlows(pool, olderThanSeconds, 10);
  };

  it("are those whose seats were reserved and no booking followed", async () => {
    log.append("stock-77", stockReserved());
    expect(await unfinished()).toMatchObject([{ bookingId: 1001, stockId: 77, userId: 5, state: "reserved" }]);
    log.append("booking-1001", bookingConfirmed());
    expect(await unfinished()).toEqual([]);
  });

  it("leave the young ones to who began them", async () => {
    log.append("stock-77", stockReserved({ reservedAt: new Date().toISOString() }));
    expect(await unfinished()).toEqual([]);
  });

  it("are those that were cancelled or abandoned until the seats are given back", async () => {
    log.append("stock-77", stockReserved());
    log.append("booking-1001", bookingConfirmed(), bookingCancelled());
    expect(await unfinished()).toMatchObject([{ bookingId: 1001, offerId: 7, state: "undoing" }]);
    log.append("stock-77", stockReleased());
    expect(await unfinished()).toEqual([]);
  });

  it("do not count a reservation that was read again after its booking", async () => {
    const broken = log.appendRaw("stock-77", "StockReserved", { stockId: "?" });
    log.append("booking-1001", bookingConfirmed());
    await projectOnce(log, database.url); // parks the reservation
    log.repair(broken, stockReserved().data);
    expect(await unfinished()).toEqual([]);
  });
});
