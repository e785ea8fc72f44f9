import type { DatabasePool } from "slonik";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createReadPool } from "#infrastructure/postgres/pool.js";
import { bookingOfUser } from "#projections/bookings/queries/booking-of-user.js";
import { history } from "#tests/support/history.js";
import { memoryLog } from "#tests/support/memory-log.js";
import { createTestDatabase, type TestDatabase } from "#tests/support/postgres.js";
import { projectOnce } from "#tests/support/projecting.js";
import { readModels } from "#tests/support/read-models.js";

describe("one booking of a user", () => {
  let database: TestDatabase;
  let pool: DatabasePool;
  beforeAll(async () => {
    database = await createTestDatabase(readModels);
    const log = memoryLog();
    for (const [stream, fact] of history) log.append(stream, fact);
    await projectOnce(log, database.url);
    pool = await createReadPool({ databaseUrl: database.url, size: 2 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it("comes with what its screen shows of stock, offer and venue", async () => {
    expect(await bookingOfUser.run(pool, { bookingId: 1002, userId: 5 })).toMatchObject({
      bookingId: 1002,
      token: "DEF567",
      quantity: 2,
      unitAmountCents: 1200,
      status: "CONFIRMED",
      bookedAt: "2026-03-01T10:00:00.000Z",
      usedAt: null,
      offerName: "Conférence gesticulée",
      beginningDatetime: "2026-04-01T18:00:00.000Z",
      venuePublicName: "Le petit lieu",
      latitude: 48.87055,
    });
  });

  it("is not shown to somebody else", async () => {
    expect(await bookingOfUser.run(pool, { bookingId: 1002, userId: 6 })).toBeNull();
  });
});
