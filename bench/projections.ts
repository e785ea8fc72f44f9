import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FeedItem, StoredEvent } from "#application/ports/event-store.js";
import { silent } from "#application/ports/logger.js";
import type { AnyEvent } from "#domain/shared/event.js";
import { startPostgres } from "#embedded/postgres.js";
import { migrate } from "#infrastructure/postgres/migrate.js";
import { postgresDatabase } from "#infrastructure/postgres/session.js";
import { projections } from "#projections/catalogue.js";
import type { Projector } from "#projections/define.js";
import type { Log } from "#projections/engine/log.js";
import { runProjections } from "#projections/engine/run.js";
import { bookingConfirmed, bookingUsed, stockOpened, stockReserved } from "#tests/support/facts.js";

/**
 * How many events a second one projection writes into a durable Postgres, from a log in memory: the engine and Postgres
 * alone. `npm run bench` has the rates of the whole backend. Usage: node --import tsx bench/projections.ts [events]
 */
const count = Number(process.argv[2] ?? 50_000);

const stored = (facts: readonly (readonly [string, AnyEvent])[]): StoredEvent[] => {
  const lengths = new Map<string, bigint>();
  return facts.map(([stream, { type, data }], index) => {
    const revision = lengths.get(stream) ?? 0n;
    lengths.set(stream, revision + 1n);
    const metadata = { schemaVersion: 1, occurredAt: "2026-03-01T10:00:00.000Z" };
    return { id: `e${index}`, type, stream, revision, position: BigInt(index), data, metadata, created: new Date() };
  });
};

const logOf = (events: readonly StoredEvent[]): Log => ({
  readAll: async function* () {},
  readStream: async function* () {},
  subscribeAll: async function* ({ categories, signal }): AsyncGenerator<FeedItem> {
    for (const event of events)
      if (categories?.includes(event.stream.split("-")[0] ?? "")) yield { kind: "event", event };
    yield { kind: "caught_up" };
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  },
});

const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ234567";
const token = (id: number): string =>
  Array.from({ length: 6 }, (_, digit) => alphabet[Math.floor(id / alphabet.length ** digit) % alphabet.length]).join(
    "",
  );

const bookings = stored(
  Array.from({ length: count }, (_, n) =>
    n % 5 === 4
      ? ([`booking-${n - 2}`, bookingUsed(n - 2)] as const)
      : ([`booking-${n}`, bookingConfirmed({ bookingId: n + 1, userId: (n % 997) + 1, token: token(n) })] as const),
  ).map(
    ([stream, fact]) => [stream, fact.type === "BookingUsed" ? bookingUsed(fact.data.bookingId + 1) : fact] as const,
  ),
);
const hotStock = stored([
  ["stock-77", stockOpened({ quantity: null })],
  ...Array.from({ length: count }, (_, n) => ["stock-77", stockReserved({ bookingId: n + 1 })] as const),
]);
const flows = stored(
  Array.from({ length: count }, (_, n) =>
    n % 2 === 0
      ? (["stock-77", stockReserved({ bookingId: n + 1 })] as const)
      : ([`booking-${n}`, bookingConfirmed({ bookingId: n, token: token(n) })] as const),
  ),
);

const measure = async (
  label: string,
  projector: Projector,
  events: readonly StoredEvent[],
  limits?: { events: number; bytes: number },
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "bench-projections-"));
  await chmod(folder, 0o711);
  const postgres = await startPostgres({
    dataDir: folder,
    port: 0,
    logFile: join(folder, "postgres.log"),
    durable: true,
    tell: () => undefined,
  });
  await migrate(postgres.url, "pre");
  const stopping = new AbortController();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const running = runProjections({
    eventStore: logOf(events),
    database: postgresDatabase(postgres.url),
    projections: [projector],
    logger: silent,
    signal: stopping.signal,
    ...(limits === undefined ? {} : { limits, paceMs: 0 }),
  });
  const end = events.at(-1)?.position ?? 0n;
  while ((running.status()[0]?.position ?? -1n) < end) await new Promise((resolve) => setTimeout(resolve, 5));
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  stopping.abort();
  await running.done;
  const parked = running.status()[0]?.parked ?? 0;
  console.log(
    `${label}: ${Math.round(events.length / seconds)} events/s, ${((user + system) / events.length).toFixed(1)} µs of our CPU per event, ${parked} parked`,
  );
  await postgres.child.stop();
  await rm(folder, { recursive: true, force: true });
};

await measure("bookings, batches", projections.bookings, bookings);
await measure("stocks, one hot stock", projections.stocks, hotStock);
await measure("booking_flows", projections.booking_flows, flows);
await measure("bookings, one event a transaction", projections.bookings, bookings.slice(0, 5_000), {
  events: 1,
  bytes: 1,
});
