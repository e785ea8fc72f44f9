import { describe } from "vitest";
import { silent } from "#application/ports/logger.js";
import { runRelay } from "#infrastructure/nats/relay.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";
import { hasNats, startTestNats } from "#tests/support/servers.js";
import { workerSuite } from "#tests/workers/worker-suite.js";

describe.runIf(hasNats())("a worker fed from NATS", () => {
  workerSuite(async () => {
    const nats = await startTestNats();
    const eventStore = memoryEventStore();
    const ending = new AbortController();
    const relay = runRelay({ eventStore, natsUrl: nats.url, logger: silent, signal: ending.signal });
    return {
      eventStore,
      from: { natsUrl: nats.url },
      stop: async () => {
        ending.abort();
        await relay.stopped;
        await nats.stop();
      },
    };
  });
});
