import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { postgresDatabase } from "#infrastructure/postgres/session.js";
import { bookingsProjector } from "#projections/bookings/projector.js";
import { parked, unpark } from "#projections/engine/parking.js";
import { stocksProjector } from "#projections/stocks/projector.js";
import { bookingCancelled, bookingConfirmed, bookingUsed, stockOpened, stockReserved } from "#tests/support/facts.js";
import { type MemoryLog, memoryLog } from "#tests/support/memory-log.js";
import { createTestDatabase, type TestDatabase } from "#tests/support/postgres.js";
import { caughtUp, type Projecting, project, rowsOf } from "#tests/support/projecting.js";
import { readModels } from "#tests/support/read-models.js";

describe("an event that a projection cannot handle", () => {
  let log: MemoryLog;
  let database: TestDatabase;
  let running: Projecting;

  beforeEach(async () => {
    log = memoryLog();
    database = await createTestDatabase(readModels);
  });
  afterEach(async () => {
    await running.stop();
    await database.drop();
  });
  const start = (limits = { events: 1_000, bytes: 1_000_000 }) => {
    running = project(log, database.url, { projections: [bookingsProjector, stocksProjector], limits });
    return caughtUp(log, running);
  };
  const asOperator = async <T>(work: (session: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> => {
    const session = await open();
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  };
  const open = () => postgresDatabase(database.url).open("test");
  const parkedBookings = () => asOperator((session) => parked(session, bookingsProjector));
  const statuses = async () =>
    (await rowsOf(database.url, "bookings")).map(({ booking_id, status }) => [booking_id, status]);
  const appendUnreadable = () => log.appendRaw("booking-1001", "BookingConfirmed", { bookingId: "what?" });

  it("is parked with the later ones of its stream, while other streams go on", async () => {
    appendUnreadable();
    log.append("booking-1002", bookingConfirmed({ bookingId: 1002, token: "DEF567" }));
    log.append("booking-1001", bookingUsed());
    await start();
    log.append("booking-1001", bookingCancelled());
    log.append("booking-1002", bookingUsed(1002));
    await caughtUp(log, running);

    expect(await statuses()).toEqual([[1002, "USED"]]);
    expect(await parkedBookings()).toMatchObject([
      {
        eventType: "BookingConfirmed",
        reason: expect.stringContaining("UnreadableEvent: BookingConfirmed does not fit"),
      },
      { eventType: "BookingUsed", reason: null },
      { eventType: "BookingCancelled", reason: null },
    ]);
    expect(running.status()[0]).toMatchObject({ name: "bookings", state: "live", parked: 3 });
  });

  it("is handled after all, in order, once it is repaired and unparked", async () => {
    const broken = appendUnreadable();
    log.append("booking-1001", bookingUsed());
    await start();
    log.repair(broken, bookingConfirmed().data);
    expect(await asOperator((session) => unpark(session, bookingsProjector))).toBe(2);
    await expect.poll(() => running.status()[0]?.parked).toBe(0);
    log.append("booking-1001", bookingCancelled());
    await caughtUp(log, running);
    expect(await statuses()).toEqual([[1001, "CANCELLED"]]);
    expect(await parkedBookings()).toEqual([]);
  });

  it("stays parked when it is unparked too early, and says why", async () => {
    appendUnreadable();
    await start();
    await asOperator((session) => unpark(session, bookingsProjector, "booking-1001"));
    await expect
      .poll(async () => (await rowsOf(database.url, "parked_events")).map((row) => row["unpark_requested_at"]))
      .toEqual([null]);
    expect(await parkedBookings()).toMatchObject([{ reason: expect.stringContaining("UnreadableEvent") }]);
  });

  it("is tried again by itself when the projection starts with newer code", async () => {
    const broken = appendUnreadable();
    await start();
    await running.stop();
    log.repair(broken, bookingConfirmed().data);
    await start();
    expect(await statuses()).toEqual([[1001, "CONFIRMED"]]);
    expect(running.status()[0]?.parked).toBe(0);
  });

  it("is found among hundreds that Postgres refuses together because of it", async () => {
    const token = (index: number) => `T${String(index).padStart(5, "0")}`;
    for (let id = 1; id <= 300; id += 1)
      log.append(`booking-${id}`, bookingConfirmed({ bookingId: id, token: token(id === 200 ? 100 : id) }));
    log.append("booking-200", bookingUsed(200));
    await start();
    expect((await statuses()).length).toBe(299);
    expect(await parkedBookings()).toMatchObject([
      { stream: "booking-200", reason: "RowRefused: code 23505, table bookings_v1, constraint bookings_v1_token" },
      { stream: "booking-200", reason: null },
    ]);
  });

  it("is parked when it belongs to a row that does not exist", async () => {
    log.append("stock-77", stockReserved(), stockOpened());
    await start({ events: 1, bytes: 1 });
    expect(await rowsOf(database.url, "stocks")).toEqual([]);
    expect(running.status()[1]).toMatchObject({ name: "stocks", parked: 2 });
  });

  it("counts as handled for the checkpoint: a restart does not read it again", async () => {
    appendUnreadable();
    await start();
    await running.stop();
    log.append("booking-1001", bookingUsed());
    await start();
    expect((await parkedBookings()).map(({ revision }) => revision)).toEqual([0n, 1n]);
  });
});
