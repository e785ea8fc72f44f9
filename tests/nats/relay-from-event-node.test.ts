import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silent } from "#application/ports/logger.js";
import { publicNouns } from "#domain/event-catalogue.js";
import { type EventNode, startEventNode } from "#event-node/event-node.js";
import { connectEventStore } from "#infrastructure/eventstore/adapter.js";
import { runRelay } from "#infrastructure/nats/relay.js";
import { eventsStream } from "#infrastructure/nats/streams.js";
import { bookingConfirmed } from "#tests/support/bookings-log.js";
import { newEvent } from "#tests/support/memory-event-store.js";
import { messagesOf } from "#tests/support/nats-streams.js";
import { hasNats, startTestNats, type TestServer } from "#tests/support/servers.js";

describe.runIf(hasNats())("the relay beside a real event node", () => {
  let nats: TestServer;
  let node: EventNode;
  let dataDir: string;
  const stop = new AbortController();
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "culture-events-"));
    [nats, node] = await Promise.all([startTestNats(), startEventNode({ port: 0, dataDir })]);
  });
  afterAll(async () => {
    await node.stop();
    await nats.stop();
    await rm(dataDir, { recursive: true });
  });

  it("publishes history and what is appended, also after the node went away and came back", async () => {
    const eventStore = connectEventStore(node.connectionString);
    let last = 0n;
    const confirm = async (from: number, to: number): Promise<void> => {
      for (let n = from; n <= to; n += 1) {
        const appended = await eventStore.append(`booking-${n}`, "none", [bookingConfirmed(n)]);
        await eventStore.append(`session-${n}`, "none", [newEvent("SessionOpened", {})]); // not public
        last = appended.position;
      }
    };
    const published = () => expect.poll(() => relay.status().position, { timeout: 20_000 }).toBe(last);

    await confirm(1, 50);
    const relay = runRelay({ eventStore, natsUrl: nats.url, logger: silent, signal: stop.signal, leaseMs: 500 });
    await published();
    await confirm(51, 60);
    await published();
    await node.stop();
    await expect.poll(() => relay.status().role, { timeout: 20_000 }).toBe("connecting");
    node = await startEventNode({ port: node.port, dataDir });
    await confirm(61, 70);
    await published();

    const told = (await messagesOf(nats.url, eventsStream)).map(({ headers }) => headers?.get("Nats-Msg-Id"));
    const stored: string[] = [];
    for await (const { id } of eventStore.readAll({ categories: publicNouns })) stored.push(id);
    expect(stored).toHaveLength(70);
    expect(told).toEqual(stored);
    stop.abort();
    await relay.stopped;
    await eventStore.close();
  });
});
