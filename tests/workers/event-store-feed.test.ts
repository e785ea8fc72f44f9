import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import { startEventNode } from "#event-node/event-node.js";
import { connectEventStore } from "#infrastructure/eventstore/adapter.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";
import { workerSuite } from "#tests/workers/worker-suite.js";

describe("a worker fed from the event store, where there is no NATS", () => {
  workerSuite(async () => {
    const eventStore = memoryEventStore();
    return { eventStore, from: { eventStore }, stop: () => eventStore.close() };
  });
});

describe("a worker fed from a real event node", () => {
  workerSuite(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "culture-events-"));
    const node = await startEventNode({ port: 0, dataDir });
    const eventStore = connectEventStore(node.connectionString);
    return {
      eventStore,
      from: { eventStore },
      stop: async () => {
        await eventStore.close();
        await node.stop();
        await rm(dataDir, { recursive: true });
      },
    };
  });
});
