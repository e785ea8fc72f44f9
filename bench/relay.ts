import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "nats";
import type { EventStore } from "#application/ports/event-store.js";
import { silent } from "#application/ports/logger.js";
import { printMeasures } from "#bench/support/report.js";
import { startServer } from "#bench/support/server-process.js";
import { connectEventStore } from "#infrastructure/eventstore/adapter.js";
import { toOutgoing } from "#infrastructure/nats/cloud-event.js";
import { runRelay } from "#infrastructure/nats/relay.js";
import { bookingConfirmed, bookingsLog } from "#tests/support/bookings-log.js";
import { restartableNats } from "#tests/support/restartable-nats.js";

const EVENTS = 30_000;
const APPENDS_IN_FLIGHT = 200;

/** The last event's position. */
const fill = async (eventStore: EventStore): Promise<bigint> => {
  let last = 0n;
  for (let from = 1; from <= EVENTS; from += APPENDS_IN_FLIGHT) {
    const numbers = Array.from({ length: APPENDS_IN_FLIGHT }, (_, index) => from + index);
    const appended = await Promise.all(
      numbers.map((n) => eventStore.append(`booking-${n}`, "none", [bookingConfirmed(n)])),
    );
    for (const { position } of appended) if (position > last) last = position;
  }
  return last;
};

/** Events a second from the log to JetStream, acknowledged, by a relay that has all of them to catch up with. */
const relayed = async (eventStore: EventStore, natsUrl: string, last: bigint): Promise<number> => {
  const stop = new AbortController();
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const relay = runRelay({ eventStore, natsUrl, logger: silent, signal: stop.signal });
  while (relay.status().position !== last) await sleep(5);
  const rate = (EVENTS * 1000) / (performance.now() - begun);
  const { user, system } = process.cpuUsage(cpu);
  console.log(`relay process: ${((user + system) / EVENTS).toFixed(1)} µs of CPU an event`);
  stop.abort();
  await relay.stopped;
  return rate;
};

/** The same messages, ready-made, each published when the one before is acknowledged. */
const oneAtATime = async (natsUrl: string): Promise<number> => {
  const connection = await connect({ servers: natsUrl });
  const jsm = await connection.jetstreamManager();
  await jsm.streams.add({ name: "BASELINE", subjects: ["baseline.>"] });
  const messages = bookingsLog(EVENTS).map((event) => toOutgoing(event, "/culture"));
  const jetstream = connection.jetstream();
  const begun = performance.now();
  for (const { subject, body, id } of messages) await jetstream.publish(`baseline.${subject}`, body, { msgID: id });
  const rate = (EVENTS * 1000) / (performance.now() - begun);
  await connection.close();
  return rate;
};

export const run = async (): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-relay-"));
  const node = await startServer("src/event-node/main.ts", "--port", "0", "--data", dataDir);
  const nats = await restartableNats();
  const eventStore = connectEventStore(node.url);
  try {
    const last = await fill(eventStore);
    const ours = await relayed(eventStore, nats.url, last);
    const baseline = await oneAtATime(nats.url);
    printMeasures("Relay from the event node to JetStream", "publishing ready-made messages one at a time", [
      { bench: "relay", ours, baseline, unit: "1/s" },
    ]);
  } finally {
    await eventStore.close();
    await node.stop();
    await nats.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
