import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { openEmmett } from "#bench/support/emmett.js";
import type { Measure } from "#bench/support/report.js";
import { median, printMeasures } from "#bench/support/report.js";
import { startServer } from "#bench/support/server-process.js";

/** Appends of one event of about 200 bytes, each to its own stream or to one of many, through the real client. */
const PAYLOAD = "x".repeat(200);
const IN_FLIGHT = [1, 16, 256];
const STREAMS = 500;
const ROUNDS = 5;
const ROUND_MS = 2000;

type Append = (stream: string, data: { n: number; text: string }) => Promise<unknown>;

/** Appends a second, a given number of them under way at any time, spread over many streams. */
const rateOf = async (append: Append, inFlight: number, durationMs = ROUND_MS): Promise<number> => {
  const run = randomUUID();
  let done = 0;
  const begun = performance.now();
  const until = begun + durationMs;
  const writer = async (first: number): Promise<void> => {
    for (let n = first; performance.now() < until; n += inFlight) {
      await append(`bench-${run}-${n % STREAMS}`, { n, text: PAYLOAD });
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, index) => writer(index)));
  return (done * 1000) / (performance.now() - begun);
};

const through =
  (client: EventStoreDBClient): Append =>
  (stream, data) =>
    client.appendToStream(stream, jsonEvent({ type: "BenchNoted", data }));

export const appendsPerSecond = (client: EventStoreDBClient, inFlight: number, durationMs?: number): Promise<number> =>
  rateOf(through(client), inFlight, durationMs);

/** Alternates between the two, so that both meet the same moods of the machine. */
const compare = async (name: string, ours: Append, baseline: Append): Promise<Measure[]> => {
  await rateOf(ours, 16);
  await rateOf(baseline, 16);
  const measures: Measure[] = [];
  for (const inFlight of IN_FLIGHT) {
    const rates = { ours: [] as number[], baseline: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      rates.ours.push(await rateOf(ours, inFlight));
      rates.baseline.push(await rateOf(baseline, inFlight));
    }
    const bench = `append-${inFlight}${name}`;
    measures.push({ bench, ours: median(rates.ours), baseline: median(rates.baseline), unit: "1/s" });
  }
  return measures;
};

export const run = async (): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-append-"));
  const node = await startServer("src/event-node/main.ts", "--port", "0", "--data", dataDir);
  const ours = EventStoreDBClient.connectionString(node.url);
  try {
    const limit = await besideEcho(through(ours));
    printMeasures("Appends a second, by appends in flight", "grpc-js server that only echoes", limit);
    const relative = await besideEmmett(through(ours));
    printMeasures("Appends a second, by appends in flight", "emmett-postgresql on the embedded Postgres", relative);
  } finally {
    await ours.dispose();
    await node.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

const besideEcho = async (ours: Append): Promise<Measure[]> => {
  const echo = await startServer("bench/support/echo-server.ts");
  const theirs = EventStoreDBClient.connectionString(echo.url);
  try {
    return await compare("", ours, through(theirs));
  } finally {
    await theirs.dispose();
    await echo.stop();
  }
};

/** Postgres is started for its own comparison only: what it writes when it is new would disturb the other. */
const besideEmmett = async (ours: Append): Promise<Measure[]> => {
  const emmett = await openEmmett();
  try {
    return await compare("-vs-emmett", ours, emmett.append);
  } finally {
    await emmett.stop();
  }
};
