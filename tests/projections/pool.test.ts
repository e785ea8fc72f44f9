import { type DatabasePool, sql } from "slonik";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createReadPool, DatabaseBusy } from "#infrastructure/postgres/pool.js";
import { createTestDatabase, type TestDatabase } from "#tests/support/postgres.js";

describe("the pool that queries run on", () => {
  let database: TestDatabase;
  let pool: DatabasePool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = await createReadPool({ databaseUrl: database.url, size: 1, waiting: 2, statementTimeoutMs: 300 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it("answers rows in camelCase, instants as ISO strings, big numbers as numbers", async () => {
    const row = z.object({
      priceCents: z.number(),
      bookedAt: z.string(),
      day: z.string(),
      note: z.string().nullable(),
    });
    expect(
      await pool.one(sql.type(row)`
        SELECT 1200::bigint AS price_cents, timestamptz '2026-03-01 11:00+01' AS booked_at, date '2026-03-01' AS day, NULL AS note`),
    ).toEqual({ priceCents: 1200, bookedAt: "2026-03-01T10:00:00.000Z", day: "2026-03-01", note: null });
  });

  it("refuses a row that does not fit its type, and says where without saying what", async () => {
    const query = pool.one(sql.type(z.object({ email: z.int() }))`SELECT 'zoe@example.com' AS email`);
    await expect(query).rejects.toThrow(/^A row does not fit its type \(email: invalid_type\) in: SELECT/);
  });

  it("refuses what would wait behind too many, and ends what takes too long", async () => {
    const slow: Promise<unknown>[] = [];
    for (let n = 0; n < 6; n += 1) {
      slow.push(pool.any(sql.unsafe`SELECT pg_sleep(1)`));
      slow.at(-1)?.catch(() => undefined); // looked at below
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const results = await Promise.allSettled(slow);
    const reasons = results.map((result) => (result.status === "rejected" ? result.reason : null));
    expect(reasons.some((reason) => reason instanceof DatabaseBusy)).toBe(true);
    expect(reasons.some((reason) => reason?.constructor.name === "StatementTimeoutError")).toBe(true);
    expect(await pool.oneFirst(sql.type(z.object({ one: z.number() }))`SELECT 1 AS one`)).toBe(1);
  });
});
