import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { EventStoreDBClient, jsonEvent, NO_STREAM } from "@eventstore/db-client";
import { expect } from "vitest";
import { startNodeProcess } from "./node-process.js";

/** An append that the node confirmed. */
type Confirmed = {
  readonly stream: string;
  readonly ids: readonly string[];
  readonly last: bigint;
  readonly position: bigint;
};

const WRITERS = 24;
const LARGEST_BATCH = 7;

/** Kills a node under load, again and again, and checks after each kill that nothing confirmed is lost or doubled. */
export const killUnderLoad = async (kills: number): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), "event-node-crash-"));
  const confirmed: Confirmed[] = [];
  try {
    for (let round = 0; round < kills; round++) {
      await loadAndKill(dataDir, confirmed);
      await check(dataDir, confirmed);
    }
    expect(confirmed.length).toBeGreaterThan(kills);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
};

const loadAndKill = async (dataDir: string, confirmed: Confirmed[]): Promise<void> => {
  const node = await startNodeProcess(dataDir);
  const client = EventStoreDBClient.connectionString(node.url);
  const write = async (): Promise<void> => {
    const stream = `crash-${randomUUID()}`;
    for (let last = -1n; ; ) {
      const events = Array.from({ length: 1 + Math.floor(Math.random() * LARGEST_BATCH) }, () =>
        jsonEvent({ id: randomUUID(), type: "Crashed", data: { batch: "x".repeat(200) } }),
      );
      const answer = await client.appendToStream(stream, events, { expectedRevision: last < 0n ? NO_STREAM : last });
      last = answer.nextExpectedRevision;
      confirmed.push({ stream, ids: events.map(({ id }) => id), last, position: answer.position?.commit ?? 0n });
    }
  };
  const writers = Array.from({ length: WRITERS }, () => write().catch(() => undefined)); // each ends when the node does
  await pause(100 + Math.random() * 700);
  await node.end("SIGKILL");
  await Promise.all(writers);
  await client.dispose();
};

const check = async (dataDir: string, confirmed: readonly Confirmed[]): Promise<void> => {
  const node = await startNodeProcess(dataDir);
  const client = EventStoreDBClient.connectionString(node.url);
  const streams = new Map<string, { id: string; position: bigint }[]>();
  let before = 0n;
  for await (const { event } of client.readAll()) {
    if (event === undefined || !event.streamId.startsWith("crash-")) continue;
    expect(event.position.commit).toBeGreaterThan(before);
    before = event.position.commit;
    const list = streams.get(event.streamId) ?? [];
    expect(event.revision).toBe(BigInt(list.length)); // neither a gap nor a repetition
    list.push({ id: event.id, position: event.position.commit });
    streams.set(event.streamId, list);
  }
  for (const { stream, ids, last, position } of confirmed) {
    const end = Number(last) + 1;
    const stored = streams.get(stream)?.slice(end - ids.length, end) ?? [];
    expect(stored.map(({ id }) => id)).toEqual(ids);
    expect(stored.at(-1)?.position).toBe(position);
  }
  await checkStreams(client, streams);
  await client.dispose();
  await node.end("SIGTERM");
};

/** The index of streams tells the same as the log. */
const checkStreams = async (
  client: EventStoreDBClient,
  streams: ReadonlyMap<string, readonly { id: string }[]>,
): Promise<void> => {
  for (const [stream, events] of [...streams].slice(-WRITERS)) {
    const ids: string[] = [];
    for await (const { event } of client.readStream(stream)) ids.push(event?.id ?? "");
    expect(ids).toEqual(events.map(({ id }) => id));
  }
};
