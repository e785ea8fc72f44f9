import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { binaryEvent, CancelledError, EventStoreDBClient } from "@eventstore/db-client";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { EventNode } from "#event-node/event-node.js";
import { startEventNode } from "#event-node/event-node.js";
import { all } from "#tests/contract/event-store/store.js";

const UNAVAILABLE = "14";
let dataDir: string;
let node: EventNode;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "event-node-stopping-"));
  node = await startEventNode({ port: 0, dataDir });
});
afterEach(async () => {
  await node.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** The status that a call hears when the node stops before it has sent all it wants to. */
const statusOnStop = async (method: string): Promise<unknown> => {
  const session = connect(`http://127.0.0.1:${node.port}`);
  const call = session.request({
    ":method": "POST",
    ":path": `/event_store.client.streams.Streams/${method}`,
    "content-type": "application/grpc",
  });
  await once(session, "connect");
  await new Promise((resolve) => session.ping(resolve)); // answered after the call before it was taken
  const answered = once(call, "response");
  const stopped = node.stop();
  const [headers] = await answered;
  call.destroy();
  session.close();
  await stopped;
  return headers["grpc-status"];
};

it.each(["Append", "BatchAppend"])("tells who is still sending that it cannot take more: %s", async (method) => {
  expect(await statusOnStop(method)).toBe(UNAVAILABLE);
});

it("says no to no append that it has written", async () => {
  const client = EventStoreDBClient.connectionString(node.connectionString);
  const refused: string[] = [];
  const appendUntilRefused = async (stream: string): Promise<void> => {
    for (;;) {
      const event = binaryEvent({ type: "Noted", data: Buffer.alloc(300) });
      const { success } = await client.appendToStream(stream, event).catch(() => ({ success: false }));
      if (!success) return void refused.push(event.id);
    }
  };
  const writers = Array.from({ length: 20 }, (_, n) => appendUntilRefused(`busy-${n}`));
  await pause(300);
  await node.stop();
  await Promise.all(writers);
  await client.dispose();
  node = await startEventNode({ port: 0, dataDir });
  const reader = EventStoreDBClient.connectionString(node.connectionString);
  const written = (await all(reader.readAll())).map(({ event }) => event?.id);
  expect(written.length).toBeGreaterThan(20);
  expect(written.filter((id) => id !== undefined && refused.includes(id))).toEqual([]);
  await reader.dispose();
});

it("cancels a read that its reader is slow to take, and does not drop the connection on it", async () => {
  const client = EventStoreDBClient.connectionString(node.connectionString);
  await client.appendToStream(
    "much",
    Array.from({ length: 2000 }, () => binaryEvent({ type: "Noted", data: Buffer.alloc(300) })),
  );
  const readAndStop = async (): Promise<void> => {
    for await (const _ of client.readStream("much")) await node.stop();
  };
  await expect(readAndStop()).rejects.toThrow(CancelledError);
  await client.dispose();
});
