import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import type { EmmettStore } from "#bench/support/emmett.js";
import { openEmmett } from "#bench/support/emmett.js";
import type { Measure } from "#bench/support/report.js";
import { median, printMeasures } from "#bench/support/report.js";
import { startServer } from "#bench/support/server-process.js";

/** Reads of events with about 200 bytes of data, through the real client. */
const PAYLOAD = "x".repeat(200);
const LONG_STREAM = 20_000;
const SHORT_STREAM = 5;
const SHORT_READS = 1500;
const ROUNDS = 5;

export const fillStream = async (client: EventStoreDBClient, stream: string, count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1000) {
    const events = Array.from({ length: Math.min(1000, count - n) }, (_, index) =>
      jsonEvent({ type: "BenchNoted", data: { n: n + index, text: PAYLOAD } }),
    );
    await client.appendToStream(stream, events);
  }
};

/** Events a second of one long read. */
const eventsPerSecond = async (events: AsyncIterable<unknown>): Promise<number> => {
  const begun = performance.now();
  let seen = 0;
  for await (const _ of events) seen += 1;
  return (seen * 1000) / (performance.now() - begun);
};

const countedPerSecond = async (read: () => Promise<number>): Promise<number> => {
  const begun = performance.now();
  const seen = await read();
  return (seen * 1000) / (performance.now() - begun);
};

const fillEmmett = async (emmett: EmmettStore, long: string, short: readonly string[]): Promise<void> => {
  const events = (count: number): { n: number; text: string }[] =>
    Array.from({ length: count }, (_, n) => ({ n, text: PAYLOAD }));
  for (let n = 0; n < LONG_STREAM; n += 1000) await emmett.appendMany(long, events(1000));
  for (const stream of short) await emmett.appendMany(stream, events(SHORT_STREAM));
};

type ReadStream = (stream: string) => Promise<unknown>;
const readThrough =
  (client: EventStoreDBClient): ReadStream =>
  async (stream) => {
    for await (const _ of client.readStream(stream));
  };

/** Reads a second of short streams, sixteen at a time: what loading aggregates looks like. */
const readsPerSecond = async (read: ReadStream, streams: readonly string[]): Promise<number> => {
  const begun = performance.now();
  let next = 0;
  const reader = async (): Promise<void> => {
    while (next < SHORT_READS) {
      await read(streams[next++ % streams.length] ?? "");
    }
  };
  await Promise.all(Array.from({ length: 16 }, reader));
  return (SHORT_READS * 1000) / (performance.now() - begun);
};

export const run = async (): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-read-"));
  const node = await startServer("src/event-node/main.ts", "--port", "0", "--data", dataDir);
  const echo = await startServer("bench/support/echo-server.ts");
  const emmett = await openEmmett();
  const ours = EventStoreDBClient.connectionString(node.url);
  const theirs = EventStoreDBClient.connectionString(echo.url);
  const long = `bench-${randomUUID()}`;
  const short = Array.from({ length: 100 }, () => `bench-${randomUUID()}`);
  try {
    await fillStream(ours, long, LONG_STREAM);
    for (const stream of short) await fillStream(ours, stream, SHORT_STREAM);
    const measures = [
      await compare(
        "read-stream",
        () => eventsPerSecond(ours.readStream(long)),
        () => eventsPerSecond(theirs.readStream(`echo-${LONG_STREAM}`)),
      ),
      await compare(
        "read-all",
        () => eventsPerSecond(ours.readAll({ maxCount: LONG_STREAM })),
        () => eventsPerSecond(theirs.readStream(`echo-${LONG_STREAM}`)),
      ),
      await compare(
        "read-short-streams",
        () => readsPerSecond(readThrough(ours), short),
        () => readsPerSecond(readThrough(theirs), [`echo-${SHORT_STREAM}`]),
      ),
    ];
    printMeasures("Reading: events a second, and short streams a second", "grpc-js server that only echoes", measures);
    await fillEmmett(emmett, long, short);
    const relative = [
      await compare(
        "read-stream-vs-emmett",
        () => eventsPerSecond(ours.readStream(long)),
        () => countedPerSecond(() => emmett.read(long)),
      ),
      await compare(
        "read-short-streams-vs-emmett",
        () => readsPerSecond(readThrough(ours), short),
        () => readsPerSecond(emmett.read, short),
      ),
    ];
    printMeasures(
      "Reading: events a second, and short streams a second",
      "emmett-postgresql on the embedded Postgres",
      relative,
    );
  } finally {
    await ours.dispose();
    await theirs.dispose();
    await Promise.all([node.stop(), echo.stop(), emmett.stop()]);
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** Alternates between the two, so that both meet the same moods of the machine. */
const compare = async (
  bench: string,
  ours: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<Measure> => {
  const rates = { ours: [] as number[], baseline: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.ours.push(await ours());
    rates.baseline.push(await baseline());
  }
  return { bench, ours: median(rates.ours), baseline: median(rates.baseline), unit: "1/s" };
};
