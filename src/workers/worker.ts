import { eventCatalogue, publicNouns } from "#domain/event-catalogue.js";
import type { AnyEvent, EventOf } from "#domain/shared/event.js";
import type { Outcome } from "#workers/outcome.js";

type PublicNoun = (typeof publicNouns)[number];

/** The union `{ type, data }` of every event that workers can hear of. */
export type PublicEvent = { [N in PublicNoun]: EventOf<(typeof eventCatalogue)[N]> }[PublicNoun];
export type PublicEventType = PublicEvent["type"];

const publicTypes: ReadonlySet<string> = new Set(publicNouns.flatMap((noun) => Object.keys(eventCatalogue[noun])));

/** Narrows an event that was read by the catalogue. */
export const isPublicEvent = (event: AnyEvent): event is PublicEvent => publicTypes.has(event.type);

/** What stands beside the data of every event. */
export interface EventContext {
  /** The same fact always has the same id: derive command ids and idempotency keys from it. */
  readonly id: string;
  /** What it is about: `booking-1001`. */
  readonly subject: string;
  /** When it happened, UTC. */
  readonly occurredAt: string;
  /** Position in the event log; grows with every event. */
  readonly position: bigint;
  readonly correlationId: string | undefined;
  readonly causationId: string | undefined;
  readonly traceparent: string | undefined;
}

/** An event of one of these types, with its data in today's shape. */
export type WorkerEvent<T extends PublicEventType = PublicEventType> = Extract<PublicEvent, { type: T }> & EventContext;

export interface Handling {
  /** 1 the first time. Grows with every delivery, those that a crash cut short included (on NATS). */
  readonly attempt: number;
  /** Aborts when the process is asked to stop: a long handler may then answer `retry`. It is waited for in any case. */
  readonly signal: AbortSignal;
}

export interface WorkerDefinition<T extends PublicEventType> {
  /** Names its place in the log, its dead letters and its memory: never to be changed. Lower case, digits and dashes. */
  readonly name: string;
  readonly events: readonly T[];
  /**
   * Reacts to one event. Throwing is the same as answering `retry`. Text of an error and of a reason may be read by
   * operators and stands in the dead letter: nothing personal in it.
   *
   * At least once: after a crash in the middle the same event comes again, with the same id. An event that was handled
   * to the end is remembered and does not come again.
   */
  readonly handle: (event: WorkerEvent<T>, handling: Handling) => Promise<Outcome>;
  /** What a worker that never ran begins with: the whole history (default), or what happens from now on. */
  readonly startFrom?: "beginning" | "now";
  /**
   * How many events may be in hand at a time, in each process. Default 1: in log order, and an event that is tried again
   * holds up the later ones. With more there is no order. Without a NATS server it is always 1.
   */
  readonly concurrency?: number;
  readonly retries?: RetryPolicy;
}

export interface RetryPolicy {
  /** Deliveries of one event, the first included, before it becomes a dead letter. Default 6. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt; doubles with each further one. Default 1000. */
  readonly firstDelayMs?: number;
  /** The longest wait between two attempts, in milliseconds. Default 60000. */
  readonly maxDelayMs?: number;
}

/** A worker as the runner knows it, whatever its events. */
export interface Worker {
  readonly name: string;
  readonly events: readonly PublicEventType[];
  readonly startFrom: "beginning" | "now";
  readonly concurrency: number;
  readonly retries: Required<RetryPolicy>;
  readonly handle: (event: WorkerEvent, handling: Handling) => Promise<Outcome>;
}

/**
 * Defines what reacts to events. Where they come from (NATS, or the event store where there is no NATS) is no concern of
 * the worker: see `runWorkers`.
 */
export const defineWorker = <const T extends PublicEventType>(definition: WorkerDefinition<T>): Worker => {
  const { name, events, handle, startFrom = "beginning", concurrency = 1, retries } = definition;
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new Error(`Worker name "${name}": use lower-case letters, digits and dashes, beginning with a letter`);
  if (events.length === 0) throw new Error(`Worker ${name}: list at least one event type`);
  const wanted = (event: WorkerEvent): event is WorkerEvent<T> => events.some((type) => type === event.type);
  return {
    name,
    events,
    startFrom,
    concurrency,
    retries: { attempts: 6, firstDelayMs: 1_000, maxDelayMs: 60_000, ...retries },
    handle: async (event, handling) => {
      if (!wanted(event)) throw new Error(`Worker ${name} was given ${event.type}, which it does not list`);
      return handle(event, handling);
    },
  };
};
