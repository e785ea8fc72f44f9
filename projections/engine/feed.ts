import type { FeedItem, StoredEvent } from "#application/ports/event-store.js";
import type { Log } from "#projections/engine/log.js";
import { weightOf } from "#projections/engine/weight.js";

/** How much is handled at once, and how much is read ahead meanwhile. */
export interface FeedLimits {
  readonly events: number;
  /** Rough, see weight.ts. */
  readonly bytes: number;
}

/** What comes next in the log, cut into batches: the more has come meanwhile, the larger they are. */
export interface Feed {
  /** Resolves when something is there, when the feed has failed, or after this time. Never throws. */
  wait(milliseconds: number): Promise<void>;
  /** Like `wait`, but until a whole batch is there. */
  waitForFullBatch(milliseconds: number): Promise<void>;
  /** What is there now, at most one batch. Throws what the event store threw, once everything before it was taken. */
  take(): FeedBatch;
  /** Events that are read but not taken. */
  ahead(): number;
}

export interface FeedBatch {
  readonly events: readonly StoredEvent[];
  /** The feed's own word on how far it has looked, if it gave one after the last event. */
  readonly lookedAt: bigint | null;
  readonly caughtUp: boolean;
}

/**
 * Follows the log after a position. Reads ahead one batch while another is written, then waits: back-pressure reaches
 * the event store. Ends with the signal, or by failing.
 */
export const follow = (
  eventStore: Pick<Log, "subscribeAll">,
  options: { readonly after: bigint | undefined; readonly categories: readonly string[]; readonly signal: AbortSignal },
  limits: FeedLimits,
): Feed => {
  const queue: { readonly item: FeedItem; readonly weight: number }[] = [];
  let failure: { readonly error: unknown } | null = null;
  let events = 0;
  let bytes = 0;
  const arrival = signalled();
  const room = signalled();

  const isFull = () => events >= limits.events || bytes >= limits.bytes;

  const pump = async (): Promise<void> => {
    for await (const item of eventStore.subscribeAll(options)) {
      const weight = item.kind === "event" ? weightOf(item.event.data) : 0;
      queue.push({ item, weight });
      if (item.kind === "event") events += 1;
      bytes += weight;
      arrival.notify();
      while (isFull() && !options.signal.aborted) await room.wait(1_000);
      if (options.signal.aborted) return;
    }
  };
  pump()
    .catch((error: unknown) => {
      failure = { error };
    })
    .finally(() => {
      failure ??= { error: new Error("The event store ended the subscription") };
      arrival.notify();
    });

  const something = () => queue.length > 0 || failure !== null;
  return {
    wait: (milliseconds) => arrival.until(something, milliseconds),
    waitForFullBatch: (milliseconds) => arrival.until(() => isFull() || failure !== null, milliseconds),
    ahead: () => events,
    take: () => {
      if (queue.length === 0 && failure !== null) throw failure.error;
      const taken = queue.splice(0); // never more than one batch: `pump` waits when it is full
      events = 0;
      bytes = 0;
      room.notify();
      return batchOf(taken.map(({ item }) => item));
    },
  };
};

const batchOf = (items: readonly FeedItem[]): FeedBatch => ({
  events: items.flatMap((item) => (item.kind === "event" ? [item.event] : [])),
  lookedAt: items.reduce<bigint | null>((last, item) => (item.kind === "checkpoint" ? item.position : last), null),
  caughtUp: items.some(({ kind }) => kind === "caught_up"),
});

/** Lets one side wait for what the other side says. */
const signalled = () => {
  let wake: (() => void) | null = null;
  const wait = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return {
    notify: () => wake?.(),
    wait,
    until: async (done: () => boolean, milliseconds: number): Promise<void> => {
      const deadline = Date.now() + milliseconds;
      while (!done() && Date.now() < deadline) await wait(deadline - Date.now());
    },
  };
};
