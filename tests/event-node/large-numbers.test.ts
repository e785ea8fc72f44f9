import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BACKWARDS, END, EventStoreDBClient, jsonEvent, START } from "@eventstore/db-client";
import { expect, it } from "vitest";
import { createdEntry, encodeStored } from "#event-node/codec/stored-event.js";
import { startEventNode } from "#event-node/event-node.js";
import { openEnvironment } from "#event-node/log/environment.js";
import { indexKey, nameKey, positionKey, streamValue } from "#event-node/log/keys.js";
import { all } from "#tests/contract/event-store/store.js";

const POSITION = 2n ** 60n + 1n;
const REVISION = 2n ** 55n + 3n;

/** A log as it would be after years: one event, at a position and a revision that no JavaScript number can hold. */
const writeOldLog = async (dataDir: string): Promise<void> => {
  const { root, events, index, streams } = await openEnvironment(dataDir);
  const name = Buffer.from("old-1");
  const proposed = {
    id: randomUUID(),
    type: Buffer.from("Noted"),
    json: true,
    metadata: Buffer.alloc(0),
    data: Buffer.from("{}"),
  };
  const stored = encodeStored(proposed, name, REVISION, POSITION, createdEntry(Date.now()));
  await root.batch(() => {
    void streams.put(nameKey(name), streamValue(name, 1));
    void events.put(positionKey(POSITION), stored);
    void index.put(indexKey(1, REVISION), positionKey(POSITION));
  });
  await root.close();
};

it("goes on exactly beyond 2^53, in positions and in revisions", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "event-node-large-"));
  await writeOldLog(dataDir);
  const node = await startEventNode({ port: 0, dataDir });
  const client = EventStoreDBClient.connectionString(node.connectionString);
  const added = await client.appendToStream("old-1", jsonEvent({ type: "Noted", data: {} }), {
    expectedRevision: REVISION,
  });
  expect(added.nextExpectedRevision).toBe(REVISION + 1n);
  expect(added.position?.commit).toBeGreaterThan(POSITION);
  const read = await all(client.readStream("old-1", { fromRevision: REVISION }));
  expect(read.map(({ event }) => event?.revision)).toEqual([REVISION, REVISION + 1n]);
  expect(read.map(({ event }) => event?.position?.commit)).toEqual([POSITION, added.position?.commit]);
  const position = { commit: POSITION, prepare: POSITION };
  const [at] = await all(client.readAll({ fromPosition: position, maxCount: 1 }));
  expect(at?.event?.position).toEqual(position);
  expect(await all(client.readAll({ direction: BACKWARDS, fromPosition: position }))).toEqual([]);
  const [newest] = await all(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
  expect(newest?.event?.position).toEqual(added.position);
  const seen: bigint[] = [];
  for await (const { event } of client.subscribeToStream("old-1", { fromRevision: START })) {
    seen.push(event?.revision ?? 0n);
    if (seen.length === 2) break;
  }
  expect(seen).toEqual([REVISION, REVISION + 1n]);
  await client.dispose();
  await node.stop();
  await rm(dataDir, { recursive: true, force: true });
});
