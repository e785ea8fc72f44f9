import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silent } from "#application/ports/logger.js";
import { toOutgoing } from "#infrastructure/nats/cloud-event.js";
import { connectNats } from "#infrastructure/nats/connection.js";
import { openPipeline } from "#infrastructure/nats/pipeline.js";
import { runRelay } from "#infrastructure/nats/relay.js";
import { ensureStream, eventsStream, eventsStreamConfig } from "#infrastructure/nats/streams.js";
import { bookingEventId, bookingsLog } from "#tests/support/bookings-log.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";
import { messagesOf, streamState, untilMessages } from "#tests/support/nats-streams.js";
import { type RestartableNats, restartableNats } from "#tests/support/restartable-nats.js";
import { hasNats } from "#tests/support/servers.js";

const events = 15_000;
/** Twice what may be in flight. */
const fewEvents = 8_000;
const leaseMs = 400;

describe.runIf(hasNats())("JetStream holds every event once and in log order", { timeout: 90_000 }, () => {
  let nats: RestartableNats;
  let children: ChildProcess[] = [];
  beforeEach(async () => {
    nats = await restartableNats();
  });
  afterEach(async () => {
    await Promise.all(children.map((child) => end(child, "SIGKILL")));
    children = [];
    await nats.stop();
  });
  const startRelay = (): ChildProcess => {
    const file = fileURLToPath(new URL("relay-process.ts", import.meta.url));
    const args = ["--import", "tsx", file, nats.url, String(events), String(leaseMs)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
    children.push(child);
    return child;
  };
  const expectTheLog = async (count: number): Promise<void> => {
    await untilMessages(nats.url, eventsStream, count);
    const ids = (await messagesOf(nats.url, eventsStream)).map(({ headers }) => headers?.get("Nats-Msg-Id"));
    expect(ids).toHaveLength(count);
    expect(ids.findIndex((id, index) => id !== bookingEventId(index + 1))).toBe(-1);
  };

  it("when the relay is killed again and again", async () => {
    for (const some of [1, 2_000, 5_000]) {
      const relay = startRelay();
      await untilMessages(nats.url, eventsStream, some);
      await end(relay, "SIGKILL");
      expect((await streamState(nats.url, eventsStream)).messages).toBeLessThan(events);
    }
    startRelay();
    await expectTheLog(events);
  });

  it("when nats-server is killed in the middle, and the relay goes on by itself", async () => {
    const stop = new AbortController();
    const eventStore = memoryEventStore(bookingsLog(events));
    const relay = runRelay({ eventStore, natsUrl: nats.url, logger: silent, signal: stop.signal, leaseMs });
    for (const some of [1_000, 8_000]) {
      await untilMessages(nats.url, eventsStream, some);
      await nats.kill();
      await expect.poll(() => relay.status().role, { timeout: 20_000 }).toBe("connecting");
      await nats.start();
    }
    await expectTheLog(events);
    await expect
      .poll(() => relay.status(), { timeout: 20_000 })
      .toMatchObject({ role: "active", position: BigInt(events) * 100n });
    stop.abort();
    await relay.stopped;
  });

  it("when the active relay is paused, a standby takes over, and the paused one wakes up", async () => {
    const first = startRelay();
    await untilMessages(nats.url, eventsStream, 500);
    first.kill("SIGSTOP");
    const paused = (await streamState(nats.url, eventsStream)).messages;
    expect(paused).toBeLessThan(events);
    startRelay();
    await untilMessages(nats.url, eventsStream, paused + 3_000);
    first.kill("SIGCONT");
    await expectTheLog(events);
  });

  it("when two relays publish at once, both in the belief that they are alone", async () => {
    const connections = await Promise.all([connectNats(nats.url, "one"), connectNats(nats.url, "other")]);
    const [connection] = connections;
    await ensureStream(await connection.jetstreamManager(), eventsStreamConfig());
    const start = { sequence: 0, position: undefined };
    const log = bookingsLog(fewEvents).map((event) => toOutgoing(event, "/culture"));
    await Promise.all(
      connections.map(async (one) => {
        const pipeline = openPipeline(one, start);
        for (const event of log) await pipeline.publish(event);
        await pipeline.settle();
        pipeline.close();
      }),
    );
    await expectTheLog(fewEvents);
    await Promise.all(connections.map((one) => one.close()));
  });

  it("when a relay comes late with events that are no longer recognised as duplicates", async () => {
    const connection = await connectNats(nats.url, "late");
    const stream = eventsStreamConfig({ duplicateWindowMs: 100 }); // publishing takes longer;
    await ensureStream(await connection.jetstreamManager(), stream);
    const log = bookingsLog(fewEvents).map((event) => toOutgoing(event, "/culture"));
    const start = { sequence: 0, position: undefined };
    const timely = openPipeline(connection, start);
    for (const event of log) await timely.publish(event);
    await timely.settle();
    const late = openPipeline(connection, start);
    const outcome = (async () => {
      for (const event of log) await late.publish(event);
      await late.settle();
    })();
    await expect(outcome).rejects.toThrow("refused the event");
    await expectTheLog(fewEvents);
    timely.close();
    late.close();
    await connection.close();
  });
});

const end = async (child: ChildProcess, signal: "SIGKILL"): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
};
