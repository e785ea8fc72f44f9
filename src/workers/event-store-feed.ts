import { setTimeout as sleep } from "node:timers/promises";
import type { EventStore, StoredEvent } from "#application/ports/event-store.js";
import { eventCatalogue } from "#domain/event-catalogue.js";
import { toOutgoing } from "#infrastructure/nats/cloud-event.js";
import { readWorkerEvent } from "#infrastructure/nats/worker-event.js";
import { type Checkpoint, readCheckpoint } from "#workers/event-store-checkpoint.js";
import * as letters from "#workers/event-store-dead-letters.js";
import type { Deliver, WorkerFeed } from "#workers/feed.js";
import type { Worker } from "#workers/worker.js";

/** Events of other types that are passed over before the checkpoint is moved beyond them. */
const passedOverAtMost = 1_000;

/**
 * Feeds workers straight from the event store, for a machine without a NATS server: one event at a time, in log order, with
 * the checkpoint in a stream of its own. Attempts are counted in memory: after a restart an event begins with the first.
 */
export const eventStoreFeed = (eventStore: EventStore): WorkerFeed => {
  /** The last event of each worker that was dealt with, should its checkpoint not have been written. */
  const finished = new Map<string, string>();
  return {
    serve: async (worker, deliver, signal) => {
      const checkpoint = await readCheckpoint(eventStore, worker, signal);
      if (checkpoint === undefined) return;
      await follow({ eventStore, worker, deliver, signal, checkpoint, finished });
    },
    deadLetters: async (worker, limit) => (await letters.readDeadLetters(eventStore, worker)).slice(0, limit),
    replayDeadLetters: (worker) => letters.requestReplays(eventStore, worker),
  };
};

interface Following {
  readonly eventStore: EventStore;
  readonly worker: Worker;
  readonly deliver: Deliver;
  readonly signal: AbortSignal;
  readonly checkpoint: Checkpoint;
  readonly finished: Map<string, string>;
}

const follow = async (following: Following): Promise<void> => {
  const { eventStore, worker, signal, checkpoint, finished } = following;
  let passedOver = 0;
  const categories = [...nounsOf(worker), letters.category];
  for await (const item of eventStore.subscribeAll({ after: checkpoint.position(), categories, signal })) {
    if (item.kind !== "event") continue;
    const { event } = item;
    const body = bodyFor(worker, event);
    if (body !== undefined && finished.get(worker.name) !== event.id) {
      if (!(await handle(following, body))) return; // asked to stop before it was done: it comes again
      finished.set(worker.name, event.id);
    }
    passedOver = body === undefined ? passedOver + 1 : 0;
    if (passedOver % passedOverAtMost === 0) await checkpoint.advance(event.position);
    if (signal.aborted) return;
  }
};

const nounsOf = (worker: Worker): readonly string[] =>
  Object.entries(eventCatalogue)
    .filter(([, events]) => worker.events.some((type) => type in events))
    .map(([noun]) => noun);

/** The public message of an event that is for this worker, in the very form that NATS would deliver. */
const bodyFor = (worker: Worker, event: StoredEvent): string | undefined => {
  const replayed = letters.replayedEvent(worker.name, event);
  if (replayed !== undefined) return JSON.stringify(replayed);
  return worker.events.some((type) => type === event.type) ? toOutgoing(event, "/culture").body : undefined;
};

/** Delivers one event until it is done with. False: the signal aborted in the middle of its retries. */
const handle = async ({ eventStore, worker, deliver, signal }: Following, body: string): Promise<boolean> => {
  const event = readWorkerEvent(body);
  for (let attempt = 1; ; attempt += 1) {
    const verdict = await deliver(event, attempt);
    if (verdict.kind === "done") return true;
    if (verdict.kind === "dead") {
      await letters.addDeadLetter(eventStore, {
        worker: worker.name,
        eventId: event.id,
        reason: verdict.reason,
        attempts: attempt,
        failedAt: new Date().toISOString(),
        event: JSON.parse(body),
      });
      return true;
    }
    await sleep(verdict.afterMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return false;
  }
};
