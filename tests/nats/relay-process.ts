// A relay in a process of its own, for tests that kill it: relay-process.ts NATS_URL EVENTS LEASE_MS
// Its log comes at 5000 events a second at most, so that the test can kill it in the middle.
import { setTimeout as sleep } from "node:timers/promises";
import type { EventStore } from "#application/ports/event-store.js";
import { silent } from "#application/ports/logger.js";
import { runRelay } from "#infrastructure/nats/relay.js";
import { bookingsLog } from "#tests/support/bookings-log.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";

const [natsUrl = "", events, leaseMs] = process.argv.slice(2);
const log = memoryEventStore(bookingsLog(Number(events)));
const eventStore: Pick<EventStore, "subscribeAll"> = {
  subscribeAll: async function* (options) {
    let count = 0;
    for await (const item of log.subscribeAll(options)) {
      yield item;
      count += 1;
      if (count % 100 === 0) await sleep(20);
    }
  },
};
const { signal } = new AbortController();
await runRelay({ eventStore, natsUrl, logger: silent, signal, leaseMs: Number(leaseMs) }).stopped;
