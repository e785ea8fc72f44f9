import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silent } from "#application/ports/logger.js";
import { handledEvents, recentlyHandled } from "#infrastructure/nats/handled-events.js";
import { openPuller } from "#infrastructure/nats/pull.js";
import { runRelay } from "#infrastructure/nats/relay.js";
import { eventsStream } from "#infrastructure/nats/streams.js";
import { bookingEventId, bookingsLog } from "#tests/support/bookings-log.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";
import { streamState, withNats } from "#tests/support/nats-streams.js";
import { type RestartableNats, restartableNats } from "#tests/support/restartable-nats.js";
import { hasNats } from "#tests/support/servers.js";
import { done } from "#workers/outcome.js";
import { deadLetters, type RunningWorkers, runWorkers } from "#workers/run-workers.js";
import { defineWorker } from "#workers/worker.js";

const events = 1_000;
const all = Array.from({ length: events }, (_, index) => index + 1);

describe.runIf(hasNats())("a worker on NATS", { timeout: 90_000 }, () => {
  let nats: RestartableNats;
  let stop: AbortController;
  let ending: Promise<unknown>[];
  beforeEach(async () => {
    nats = await restartableNats();
    stop = new AbortController();
    ending = [];
  });
  afterEach(async () => {
    stop.abort();
    await Promise.all(ending);
    await nats.stop();
  });

  const publish = async (count: number): Promise<void> => {
    const eventStore = memoryEventStore(bookingsLog(count));
    const relay = runRelay({ eventStore, natsUrl: nats.url, logger: silent, signal: stop.signal, leaseMs: 500 });
    ending.push(relay.stopped);
    await expect.poll(() => relay.status().position, { interval: 5, timeout: 20_000 }).toBe(BigInt(count) * 100n);
  };
  const startNoting = (seen: number[]): RunningWorkers => {
    const noting = defineWorker({
      name: "noting",
      events: ["BookingConfirmed"],
      handle: async ({ data }) => {
        seen.push(data.bookingId);
        return done;
      },
    });
    const workers = runWorkers({
      workers: [noting],
      from: { natsUrl: nats.url },
      logger: silent,
      signal: stop.signal,
    });
    ending.push(workers.stopped);
    return workers;
  };
  const unacknowledged = (): Promise<number> =>
    withNats(nats.url, async (connection) => {
      const jsm = await connection.jetstreamManager();
      const { num_ack_pending, num_pending } = await jsm.consumers.info(eventsStream, "noting");
      return num_ack_pending + num_pending;
    });

  it("handles everything when it is killed, and at most one event again", async () => {
    await publish(events);
    const folder = await mkdtemp(join(tmpdir(), "culture-worker-"));
    const file = join(folder, "handled");
    await writeFile(file, "");
    const handled = (): number[] => readFileSync(file, "utf8").split("\n").filter(Boolean).map(Number);
    const first = startWorkerProcess(nats.url, file);
    await expect.poll(() => handled().length, { interval: 5, timeout: 25_000 }).toBeGreaterThanOrEqual(50);
    await kill(first);
    expect(handled().length).toBeLessThan(events);
    const last = startWorkerProcess(nats.url, file);
    await expect.poll(() => new Set(handled()).size, { timeout: 40_000 }).toBe(events);
    await kill(last);
    expect([...new Set(handled())]).toEqual(all);
    expect(handled().length - events).toBeLessThanOrEqual(1);
    await rm(folder, { recursive: true });
  });

  it("handles everything once when nats-server is killed and comes back", async () => {
    await publish(events);
    const seen: number[] = [];
    const workers = startNoting(seen);
    for (const some of [100, 500]) {
      await expect.poll(() => seen.length, { interval: 1, timeout: 25_000 }).toBeGreaterThanOrEqual(some);
      await nats.kill();
      await expect.poll(() => workers.status()[0]?.lastError, { timeout: 20_000 }).toBeDefined();
      await nats.start();
    }
    await expect.poll(() => seen.length, { timeout: 40_000 }).toBeGreaterThanOrEqual(events);
    await expect.poll(unacknowledged, { timeout: 25_000 }).toBe(0);
    expect(seen).toEqual(all);
  });

  it("recognises an event that it had handled and remembered when a crash took the acknowledgement", async () => {
    await publish(2);
    const seen: number[] = [];
    const first = startNoting(seen);
    await expect.poll(unacknowledged, { timeout: 25_000 }).toBe(0);
    expect(first.status()).toMatchObject([{ handled: 2 }]);
    stop.abort();
    await Promise.all(ending);

    stop = new AbortController();
    await publish(3);
    await withNats(nats.url, async (connection) => {
      // What the crashed process did: it took the event, handled it, remembered it.
      const puller = openPuller(connection, eventsStream, "noting");
      for await (const delivery of puller.deliveries()) {
        expect(delivery.count).toBe(1);
        const jsm = await connection.jetstreamManager();
        await handledEvents("noting", recentlyHandled(), jsm, connection.jetstream()).add(bookingEventId(3));
        delivery.again(0); // instead of waiting until the server's patience is over
        break;
      }
    });
    startNoting(seen);
    await expect.poll(unacknowledged, { timeout: 25_000 }).toBe(0);
    expect(seen).toEqual([1, 2]);
  });

  it("shares its events with a second process, each event going to one of them", async () => {
    await publish(200);
    const seen: number[] = [];
    startNoting(seen);
    startNoting(seen);
    await expect.poll(unacknowledged, { timeout: 25_000 }).toBe(0);
    expect(seen).toEqual(all.slice(0, 200));
  });

  it("puts a message that is no event of ours to the dead letters and goes on", async () => {
    await publish(1);
    await withNats(nats.url, (connection) => connection.jetstream().publish("culture.v1.booking.confirmed.2", "hello"));
    const seen: number[] = [];
    startNoting(seen);
    const from = { natsUrl: nats.url };
    await expect
      .poll(() => deadLetters(from, "noting"), { timeout: 20_000 })
      .toMatchObject([{ eventId: "sequence-2", event: "hello" }]);
    await expect.poll(unacknowledged, { timeout: 25_000 }).toBe(0);
    expect(seen).toEqual([1]);
    expect((await streamState(nats.url, "CULTURE_DEAD_LETTERS")).messages).toBe(1);
  });
});

const startWorkerProcess = (natsUrl: string, file: string): ChildProcess => {
  const script = fileURLToPath(new URL("worker-process.ts", import.meta.url));
  const args = ["--import", "tsx", script, natsUrl, file];
  return spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
};

const kill = async (child: ChildProcess): Promise<void> => {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
};
