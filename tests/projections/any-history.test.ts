import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bookingFlowsProjector } from "#projections/booking-flows/projector.js";
import { stocksProjector } from "#projections/stocks/projector.js";
import { bookingCancelled, bookingConfirmed, stockOpened, stockReleased, stockReserved } from "#tests/support/facts.js";
import { type MemoryLog, memoryLog } from "#tests/support/memory-log.js";
import { createTestDatabase, type TestDatabase } from "#tests/support/postgres.js";
import { projectOnce, rowsOf } from "#tests/support/projecting.js";
import { readModels } from "#tests/support/read-models.js";

/** What happens to a booking, in order; histories interleave several bookings and stop anywhere. */
const life = ["reserve", "confirm", "cancel", "release"] as const;

const histories = fc.record({
  steps: fc.array(fc.record({ booking: fc.integer({ min: 1, max: 6 }), stock: fc.integer({ min: 1, max: 2 }) }), {
    minLength: 1,
    maxLength: 40,
  }),
  batch: fc.integer({ min: 1, max: 12 }),
  times: fc.integer({ min: 1, max: 3 }),
  /** Where the checkpoint is set back to before the second run. */
  back: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe("whatever the history, the batches, the repetitions and the restarts", () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase(readModels);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it("the rows say what a plain walk over the history says", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ steps, batch, times, back }) => {
        await client.query("TRUNCATE stocks_v1, booking_flows_v1, projection_checkpoints, parked_events");
        const { log, booked, flows } = walk(steps);
        const options = {
          projections: [stocksProjector, bookingFlowsProjector],
          limits: { events: batch, bytes: 1_000_000 },
          tickMs: 10,
        };
        log.deliverTimes(times);
        await projectOnce(log, database.url, options);
        const position = log.events[Math.floor(back * (log.events.length - 1))]?.position ?? -1n;
        await client.query("UPDATE projection_checkpoints SET position = least(position, $1)", [String(position)]);
        await projectOnce(log, database.url, options);

        const stocks = await rowsOf(database.url, "stocks");
        expect(stocks.map((row) => [row["stock_id"], row["booked_quantity"]])).toEqual([...booked]);
        const rows = await rowsOf(database.url, "booking_flows");
        expect(rows.map((row) => [row["booking_id"], row["state"]])).toEqual(
          [...flows].toSorted(([one], [other]) => one - other),
        );
        expect(await rowsOf(database.url, "parked_events")).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

const walk = (steps: readonly { readonly booking: number; readonly stock: number }[]) => {
  const log: MemoryLog = memoryLog();
  const booked = new Map([
    [1, 0],
    [2, 0],
  ]);
  const flows = new Map<number, string>();
  const stage = new Map<number, { readonly stock: number; readonly next: number }>();
  for (const stockId of booked.keys()) log.append(`stock-${stockId}`, stockOpened({ stockId }));
  for (const { booking: bookingId, stock } of steps) {
    const { stock: stockId, next } = stage.get(bookingId) ?? { stock, next: 0 };
    stage.set(bookingId, { stock: stockId, next: next + 1 });
    switch (life[next]) {
      case "reserve":
        log.append(`stock-${stockId}`, stockReserved({ stockId, bookingId }));
        booked.set(stockId, (booked.get(stockId) ?? 0) + 1);
        flows.set(bookingId, "reserved");
        break;
      case "confirm":
        log.append(`booking-${bookingId}`, bookingConfirmed({ bookingId, stockId }));
        flows.delete(bookingId);
        break;
      case "cancel":
        log.append(`booking-${bookingId}`, bookingCancelled({ bookingId, stockId }));
        flows.set(bookingId, "undoing");
        break;
      case "release":
        log.append(`stock-${stockId}`, stockReleased({ stockId, bookingId }));
        booked.set(stockId, (booked.get(stockId) ?? 0) - 1);
        flows.delete(bookingId);
        break;
      default: // its life is over
    }
  }
  return { log, booked, flows };
};
