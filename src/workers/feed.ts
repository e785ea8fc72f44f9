import type { Verdict } from "#workers/attempt.js";
import type { Worker, WorkerEvent } from "#workers/worker.js";

/** Where workers get their events from, and where those go that they could not handle. */
export interface WorkerFeed {
  /**
   * Delivers the worker's events, each again until its verdict is other than `again`, and remembers what was done. Returns
   * when the signal has aborted and what was in hand is finished; throws when it cannot go on, and may then be called again.
   */
  serve(worker: Worker, deliver: Deliver, signal: AbortSignal): Promise<void>;
  deadLetters(workerName: string, limit: number): Promise<readonly DeadLetter[]>;
  /** Has the worker try its dead letters anew, beginning with attempt 1. Returns how many. */
  replayDeadLetters(workerName: string): Promise<number>;
}

export type Deliver = (event: WorkerEvent, attempt: number) => Promise<Verdict>;

/** An event that a worker gave up on. */
export interface DeadLetter {
  readonly worker: string;
  readonly eventId: string;
  /** The worker's reason, or the error that its handler threw last. */
  readonly reason: string;
  readonly attempts: number;
  /** UTC. */
  readonly failedAt: string;
  /** The message as it was published: a CloudEvent. */
  readonly event: unknown;
}
