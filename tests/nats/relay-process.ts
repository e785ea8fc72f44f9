// A relay in a process of its own, for tests that kill it: relay-process.ts NATS_URL EVENTS LEASE_MS
import { silent } from "#application/ports/logger.js";
import { runRelay } from "#infrastructure/nats/relay.js";
import { bookingsLog } from "#tests/support/bookings-log.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";

const [natsUrl = "", events, leaseMs] = process.argv.slice(2);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
const eventStore = memoryEventStore(bookingsLog(Number(events)));
await runRelay({ eventStore, natsUrl, logger: silent, signal: stop.signal, leaseMs: Number(leaseMs) }).stopped;
