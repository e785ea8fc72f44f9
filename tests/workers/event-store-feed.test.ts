import { describe } from "vitest";
import { memoryEventStore } from "#tests/support/memory-event-store.js";
import { workerSuite } from "#tests/workers/worker-suite.js";

describe("a worker fed from the event store, where there is no NATS", () => {
  workerSuite(async () => {
    const eventStore = memoryEventStore();
    return { eventStore, from: { eventStore }, stop: () => eventStore.close() };
  });
});
