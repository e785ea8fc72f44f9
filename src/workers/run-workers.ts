import { keepTrying } from "#application/keep-trying.js";
import type { EventStore } from "#application/ports/event-store.js";
import type { Logger } from "#application/ports/logger.js";
import { natsFeed } from "#infrastructure/nats/worker-feed.js";
import { attemptOnce } from "#workers/attempt.js";
import { eventStoreFeed } from "#workers/event-store-feed.js";
import type { DeadLetter, Deliver, WorkerFeed } from "#workers/feed.js";
import type { Worker } from "#workers/worker.js";

/** Where events come from: NATS, or the event store itself on a machine that has no NATS server. */
export type EventSource = { readonly natsUrl: string } | { readonly eventStore: EventStore };

export interface RunWorkersOptions {
  readonly workers: readonly Worker[];
  readonly from: EventSource;
  readonly logger: Logger;
  /** Aborting it stops all workers: each finishes what it has in hand. */
  readonly signal: AbortSignal;
}

export interface WorkerStatus {
  readonly name: string;
  /** Counted since the start of this process. */
  readonly handled: number;
  readonly retried: number;
  readonly dead: number;
  /** Why events do not come now; undefined while they do. */
  readonly lastError: string | undefined;
}

export interface RunningWorkers {
  status(): readonly WorkerStatus[];
  /** Resolves when every worker has stopped, after the signal aborted. Never rejects. */
  readonly stopped: Promise<void>;
}

/**
 * Runs workers until the signal aborts; a lost server is tried again for ever. On NATS any number of processes may run the
 * same worker and share its events. Over the event store only one process at a time may: a second one is told so in its log
 * and gets nothing done.
 */
export const runWorkers = ({ workers, from, logger, signal }: RunWorkersOptions): RunningWorkers => {
  const twice = workers.find(({ name }, index) => workers.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) throw new Error(`Two workers are named ${twice.name}: each needs a name of its own`);
  const feed = feedOf(from);
  const running = workers.map((worker) => runWorker(worker, feed, logger, signal));
  return {
    status: () => running.map(({ status }) => ({ ...status })),
    stopped: Promise.all(running.map(({ stopped }) => stopped)).then(() => undefined),
  };
};

const feedOf = (from: EventSource): WorkerFeed =>
  "natsUrl" in from ? natsFeed(from.natsUrl) : eventStoreFeed(from.eventStore);

const runWorker = (worker: Worker, feed: WorkerFeed, logger: Logger, signal: AbortSignal) => {
  const status = { name: worker.name, handled: 0, retried: 0, dead: 0, lastError: undefined as string | undefined };
  const counters = { done: "handled", again: "retried", dead: "dead" } as const;
  const stopped = keepTrying(
    (healthy) => {
      const deliver: Deliver = async (event, attempt) => {
        healthy();
        status.lastError = undefined;
        const verdict = await attemptOnce({ worker, event, attempt, signal, logger });
        status[counters[verdict.kind]] += 1;
        return verdict;
      };
      return feed.serve(worker, deliver, signal);
    },
    {
      name: `worker ${worker.name}`,
      signal,
      logger,
      onFailure: (error) => {
        status.lastError = error instanceof Error ? error.message : String(error);
      },
    },
  );
  return { status, stopped };
};

/** The events that a worker gave up on, oldest first. `limit` defaults to 1000. */
export const deadLetters = (from: EventSource, workerName: string, limit = 1_000): Promise<readonly DeadLetter[]> =>
  feedOf(from).deadLetters(workerName, limit);

/** Has a worker try all its dead letters anew, once it runs. Returns how many they are. */
export const replayDeadLetters = (from: EventSource, workerName: string): Promise<number> =>
  feedOf(from).replayDeadLetters(workerName);
