import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventStoreDBClient } from "@eventstore/db-client";
import { appendsPerSecond } from "#bench/append.js";
import type { Measure } from "#bench/support/report.js";
import { median, printMeasures } from "#bench/support/report.js";
import { startServer } from "#bench/support/server-process.js";
import type { Store } from "#event-node/store.js";
import { openStore } from "#event-node/store.js";
import { ANY } from "#event-node/streams/expected-revision.js";

/** Does the node stay as fast and as small when its log grows? The baseline of each size is the smallest one. */
const SIZES = [10_000, 1_000_000, 5_000_000];
const EVENTS_PER_STREAM = 20;
const AT_ONCE = 500;
const COLD_READS = 21;
const EMPTY = Buffer.alloc(0);
const TYPE = Buffer.from("BenchNoted");
const DATA = Buffer.from(JSON.stringify({ n: 1, text: "x".repeat(200) }));

const streamNumbered = (n: number): string => `filled-${n}`;

/** Fills the log up to a size, past the network but through everything else. */
const fill = async (dataDir: string, from: number, to: number): Promise<void> => {
  const store = await openStore(dataDir);
  for (let stream = from / EVENTS_PER_STREAM; stream < to / EVENTS_PER_STREAM; stream += AT_ONCE) {
    const last = Math.min(stream + AT_ONCE, to / EVENTS_PER_STREAM);
    await Promise.all(
      Array.from({ length: last - stream }, (_, index) => fillStream(store, streamNumbered(stream + index))),
    );
    if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${last * EVENTS_PER_STREAM} of ${to} events`);
  }
  if (process.stdout.isTTY) process.stdout.write("\r\u001b[K");
  await store.close();
};

const fillStream = (store: Store, stream: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const events = Array.from({ length: EVENTS_PER_STREAM }, () => ({
      id: randomUUID(),
      type: TYPE,
      json: true,
      metadata: EMPTY,
      data: DATA,
    }));
    store.append({ stream, expected: ANY, events }, (outcome) =>
      outcome.kind === "appended" ? resolve() : reject(new Error(outcome.kind)),
    );
  });

type Figures = {
  readonly openMs: number;
  readonly firstEventMs: number;
  readonly appends: number;
  readonly ownMib: number;
};

const measure = async (dataDir: string, size: number): Promise<Figures> => {
  const opening = performance.now();
  const store = await openStore(dataDir);
  const openMs = performance.now() - opening;
  await store.close();
  const node = await startServer("src/event-node/main.ts", "--port", "0", "--data", dataDir);
  const client = EventStoreDBClient.connectionString(node.url);
  try {
    await firstEvent(client, "not-there").catch(() => undefined); // connects
    const times: number[] = [];
    for (let n = 0; n < COLD_READS; n++) {
      times.push(await firstEvent(client, streamNumbered(Math.floor((Math.random() * size) / EVENTS_PER_STREAM))));
    }
    const appends = await appendsPerSecond(client, 256, 4000);
    return { openMs, firstEventMs: median(times), appends, ownMib: await ownMemory(node.pid) };
  } finally {
    await client.dispose();
    await node.stop();
  }
};

/** Reads to the end of its one event: the client never lets go of a read that is left early. */
const firstEvent = async (client: EventStoreDBClient, stream: string): Promise<number> => {
  const begun = performance.now();
  let first = begun;
  for await (const _ of client.readStream(stream, { maxCount: 1 })) first = performance.now();
  return first - begun;
};

/** Anonymous memory in MiB: without the pages of the log, which are the kernel's cache. */
const ownMemory = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
};

export const run = async (args: readonly string[]): Promise<void> => {
  const sizes = args.length > 0 ? args.map(Number) : SIZES;
  const dataDir = await mkdtemp(join(tmpdir(), "bench-log-size-"));
  try {
    let filled = 0;
    let smallest: Figures | undefined;
    for (const size of sizes) {
      const begun = performance.now();
      await fill(dataDir, filled, size);
      const seconds = (performance.now() - begun) / 1000;
      filled = size;
      const figures = await measure(dataDir, size);
      smallest ??= figures;
      const mib = Math.round((await stat(join(dataDir, "events.mdb"))).size / 1024 / 1024);
      printMeasures(
        `${size} events in the log (${mib} MiB, filled in ${seconds.toFixed(1)} s)`,
        `${sizes[0]} events`,
        measuresOf(size, figures, smallest),
      );
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
};

const measuresOf = (size: number, ours: Figures, baseline: Figures): Measure[] => [
  { bench: `log-${size}-append-256`, ours: ours.appends, baseline: baseline.appends, unit: "1/s" },
  { bench: `log-${size}-open`, ours: ours.openMs, baseline: baseline.openMs, unit: "ms" },
  { bench: `log-${size}-first-event`, ours: ours.firstEventMs, baseline: baseline.firstEventMs, unit: "ms" },
  { bench: `log-${size}-own-memory`, ours: ours.ownMib, baseline: baseline.ownMib, unit: "MiB" },
];
