import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { median, printMeasures } from "#bench/support/report.js";
import { startServer } from "#bench/support/server-process.js";

/** Appends of one event of about 200 bytes, each to its own stream or to one of many, through the real client. */
const PAYLOAD = "x".repeat(200);
const IN_FLIGHT = [1, 16, 256];
const STREAMS = 500;
const ROUNDS = 5;
const ROUND_MS = 2000;

export const appendsPerSecond = async (
  client: EventStoreDBClient,
  inFlight: number,
  durationMs = ROUND_MS,
): Promise<number> => {
  const run = randomUUID();
  let done = 0;
  const begun = performance.now();
  const until = begun + durationMs;
  const writer = async (writerNumber: number): Promise<void> => {
    for (let n = writerNumber; performance.now() < until; n += inFlight) {
      await client.appendToStream(
        `bench-${run}-${n % STREAMS}`,
        jsonEvent({ type: "BenchNoted", data: { n, text: PAYLOAD } }),
      );
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, index) => writer(index)));
  return (done * 1000) / (performance.now() - begun);
};

export const run = async (): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-append-"));
  const node = await startServer("src/event-node/main.ts", "--port", "0", "--data", dataDir);
  const echo = await startServer("bench/support/echo-server.ts");
  const ours = EventStoreDBClient.connectionString(node.url);
  const theirs = EventStoreDBClient.connectionString(echo.url);
  try {
    await appendsPerSecond(ours, 16);
    await appendsPerSecond(theirs, 16);
    const measures = [];
    for (const inFlight of IN_FLIGHT) {
      const rates = { ours: [] as number[], baseline: [] as number[] };
      for (let round = 0; round < ROUNDS; round++) {
        rates.ours.push(await appendsPerSecond(ours, inFlight));
        rates.baseline.push(await appendsPerSecond(theirs, inFlight));
      }
      measures.push({
        bench: `append-${inFlight}`,
        ours: median(rates.ours),
        baseline: median(rates.baseline),
        unit: "1/s",
      });
    }
    printMeasures("Appends per second by appends in flight", "grpc-js server that only echoes", measures);
  } finally {
    await ours.dispose();
    await theirs.dispose();
    await node.stop();
    await echo.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
