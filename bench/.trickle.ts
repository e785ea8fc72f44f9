import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FeedItem, StoredEvent } from "#application/ports/event-store.js";
import { silent } from "#application/ports/logger.js";
import { type Measure, printMeasures } from "#bench/support/report.js";
import type { AnyEvent } from "#domain/shared/event.js";
import { startPostgres } from "#embedded/postgres.js";
import { migrate } from "#infrastructure/postgres/migrate.js";
import { postgresDatabase } from "#infrastructure/postgres/session.js";
import { projections } from "#projections/catalogue.js";
import type { Projector } from "#projections/define.js";
import type { Log } from "#projections/engine/log.js";
import { type RunProjections, runProjections } from "#projections/engine/run.js";
import { bookingConfirmed, bookingUsed, stockOpened, stockReserved } from "#tests/support/facts.js";

/** Events for the engine's own batches; a transaction per event is measured on fewer. */
const COUNT = 50_000;
const ONE_BY_ONE = 5_000;

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
    let n = 0;
    for (const event of events)
      if (++n % 10 === 0) await sleep(5); else
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

/** Four bookings, then one of them is used. */
const bookings = stored(
  Array.from({ length: COUNT }, (_, n) => {
    const id = n % 5 === 4 ? n - 1 : n + 1;
    const confirmed = bookingConfirmed({ bookingId: id, userId: (n % 997) + 1, token: token(id) });
    return [`booking-${id}`, n % 5 === 4 ? bookingUsed(id) : confirmed] as const;
  }),
);
const hotStock = stored([
  ["stock-77", stockOpened({ quantity: null })],
  ...Array.from({ length: COUNT }, (_, n) => ["stock-77", stockReserved({ bookingId: n + 1 })] as const),
]);
const flows = stored(
  Array.from({ length: COUNT }, (_, n) =>
    n % 2 === 0
      ? (["stock-77", stockReserved({ bookingId: n + 1 })] as const)
      : ([`booking-${n}`, bookingConfirmed({ bookingId: n, token: token(n) })] as const),
  ),
);

interface Sample {
  readonly rate: number;
  /** Microseconds of this process's CPU. */
  readonly cpuPerEvent: number;
}

/** Projects a log in memory into a new durable Postgres: the engine and Postgres alone. */
const measure = async (
  projector: Projector,
  events: readonly StoredEvent[],
  options: Partial<RunProjections> = {},
): Promise<Sample> => {
  const folder = await mkdtemp(join(tmpdir(), "bench-projections-"));
  await chmod(folder, 0o711); // as root, Postgres runs as another user, which must pass
  const logFile = join(folder, "postgres.log");
  const postgres = await startPostgres({ dataDir: folder, port: 0, logFile, durable: true, tell: () => undefined });
  await migrate(postgres.url, "pre");
  const stopping = new AbortController();
  const end = events.at(-1)?.position ?? 0n;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const running = runProjections({
    eventStore: logOf(events),
    database: postgresDatabase(postgres.url),
    projections: [projector],
    logger: silent,
    ...options,
    signal: stopping.signal,
  });
  let last = 0; const { execSync: ex } = await import("node:child_process"); while ((running.status()[0]?.position ?? -1n) < end) await sleep(2);
  const rate = (events.length * 1000) / (performance.now() - begun);
  const { user, system } = process.cpuUsage(cpu);
  void last; console.log("pg cpu s:", ex(`ps -eo cputimes,args | grep "culture projection" | grep -v grep || ps -eo cputime,args | grep "pass_culture pass_culture" | grep -v grep`).toString()); stopping.abort();
  await running.done;
  if (running.status()[0]?.parked !== 0) throw new Error("The projection parked events: the figure means nothing");
  await postgres.child.stop();
  await rm(folder, { recursive: true, force: true });
  return { rate, cpuPerEvent: (user + system) / events.length };
};


import { execSync } from "node:child_process";
void printMeasures; void flows; void hotStock;
for (const paceMs of [0, 20, 50]) {
  const t=Date.now();
  const before = execSync("ps -o cputimes= -C postgres | paste -sd+ | bc || true").toString().trim();
  const s = await measure(projections.bookings, bookings.slice(0, 10_000), { paceMs });
  console.log(paceMs, Math.round(s.rate), "ev/s", s.cpuPerEvent.toFixed(1), "us/event", Date.now()-t, before);
}
