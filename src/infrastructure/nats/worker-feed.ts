import type { JetStreamClient, JetStreamManager, NatsConnection } from "nats";
import { connectNats } from "#infrastructure/nats/connection.js";
import { addDeadLetter, readDeadLetters, replayAll } from "#infrastructure/nats/dead-letters.js";
import { handledEvents, type RecentlyHandled, recentlyHandled } from "#infrastructure/nats/handled-events.js";
import { type Delivery, openPuller } from "#infrastructure/nats/pull.js";
import { ensureStream, eventsStream } from "#infrastructure/nats/streams.js";
import { takeDelivery } from "#infrastructure/nats/take-delivery.js";
import { ackWaitMs, ensureConsumers } from "#infrastructure/nats/worker-consumer.js";
import { deadLettersStream, handledStream, replaysStream } from "#infrastructure/nats/worker-streams.js";
import type { Deliver, WorkerFeed } from "#workers/feed.js";
import type { Worker } from "#workers/worker.js";

/** Feeds workers from JetStream: a durable pull consumer each, explicit acknowledgements, a dead-letter stream. */
export const natsFeed = (natsUrl: string): WorkerFeed => {
  const recent = new Map<string, RecentlyHandled>();
  const recentOf = (worker: string): RecentlyHandled => {
    const known = recent.get(worker) ?? recentlyHandled();
    recent.set(worker, known);
    return known;
  };
  return {
    serve: (worker, deliver, signal) =>
      connected(natsUrl, worker.name, (connection, jsm, jetstream) =>
        serve({ worker, deliver, signal, connection, jsm, jetstream, recent: recentOf(worker.name) }),
      ),
    deadLetters: (worker, limit) =>
      connected(natsUrl, "culture-dead-letters", async (_connection, jsm) => {
        const letters = [];
        for await (const letter of readDeadLetters(jsm, worker)) if (letters.push(letter) >= limit) break;
        return letters;
      }),
    replayDeadLetters: (worker) =>
      connected(natsUrl, "culture-dead-letters", (_connection, jsm, jetstream) => replayAll(jsm, jetstream, worker)),
  };
};

const connected = async <T>(
  natsUrl: string,
  name: string,
  work: (connection: NatsConnection, jsm: JetStreamManager, jetstream: JetStreamClient) => Promise<T>,
): Promise<T> => {
  const connection = await connectNats(natsUrl, name);
  try {
    const jsm = await connection.jetstreamManager();
    for (const stream of [deadLettersStream, replaysStream, handledStream]) await ensureStream(jsm, stream);
    return await work(connection, jsm, connection.jetstream());
  } finally {
    await connection.close();
  }
};

interface Serving {
  readonly worker: Worker;
  readonly deliver: Deliver;
  readonly signal: AbortSignal;
  readonly connection: NatsConnection;
  readonly jsm: JetStreamManager;
  readonly jetstream: JetStreamClient;
  readonly recent: RecentlyHandled;
}

const serve = async ({ worker, deliver, signal, connection, jsm, jetstream, recent }: Serving): Promise<void> => {
  await ensureConsumers(jsm, worker);
  const handled = handledEvents(worker.name, recent, jsm, jetstream);
  const bury = (letter: Parameters<typeof addDeadLetter>[1]) => addDeadLetter(jetstream, letter);
  const take = (delivery: Delivery): Promise<void> =>
    keepingAlive(delivery, () => takeDelivery({ worker, delivery, deliver, handled, bury }));

  const lanes = [...Array.from({ length: worker.concurrency }, () => eventsStream), replaysStream.name];
  const pullers = lanes.map((stream) => openPuller(connection, stream, worker.name));
  const stopAll = (): void => {
    for (const puller of pullers) puller.stop();
  };
  signal.addEventListener("abort", stopAll, { once: true });
  if (signal.aborted) stopAll();

  const work = pullers.map(async (puller) => {
    for await (const delivery of puller.deliveries()) await take(delivery);
  });
  try {
    await Promise.all(work);
  } finally {
    // One lane that fails ends the tenure, but only after the others have finished what they have in hand.
    stopAll();
    await Promise.allSettled(work);
    signal.removeEventListener("abort", stopAll);
    if (!connection.isClosed()) await Promise.all(pullers.map((puller) => puller.close()));
  }
};

/** Tells the server that the work goes on, so that a slow handler does not get its event a second time. */
const keepingAlive = async (delivery: Delivery, work: () => Promise<void>): Promise<void> => {
  const timer = setInterval(() => delivery.inProgress(), ackWaitMs / 3);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
};
