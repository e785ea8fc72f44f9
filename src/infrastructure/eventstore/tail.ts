import type { EventStore, StoredEvent } from "#application/ports/event-store.js";

/** The newest events of the log, read once for everybody in this process. */
export interface Tail {
  /** Begins to read after a position, unless it has begun already. */
  begin(after: bigint): void;
  /** Whether every event after this position is here, or will be. */
  covers(position: bigint): boolean;
  /**
   * Events after a position, as long as the tail reaches back so far. Ends when it does not any more, or when the signal
   * aborts; throws when the tail broke.
   */
  after(position: bigint, signal: AbortSignal): AsyncIterable<StoredEvent>;
}

/** Events that are kept. Who falls further behind reads for themselves. */
const kept = 4_096;

export const createTail = (eventStore: Pick<EventStore, "subscribeAll">): Tail => {
  let events: StoredEvent[] = [];
  /** How many events came before `events[0]`. */
  let dropped = 0;
  /** Everything after this position is in `events`; undefined while the tail does not read. */
  let coveredAfter: bigint | undefined;
  let failure: unknown;
  let wakers: (() => void)[] = [];

  const wake = (): void => {
    const woken = wakers;
    wakers = [];
    for (const waker of woken) waker();
  };

  const read = async (after: bigint): Promise<void> => {
    for await (const item of eventStore.subscribeAll({ after, signal: new AbortController().signal })) {
      if (item.kind !== "event") continue;
      events.push(item.event);
      if (events.length > kept * 2) {
        coveredAfter = events[kept - 1]?.position;
        events = events.slice(kept);
        dropped += kept;
      }
      wake();
    }
  };

  const begin = (after: bigint): void => {
    if (coveredAfter !== undefined) return;
    coveredAfter = after;
    failure = undefined;
    read(after)
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => {
        dropped += events.length;
        events = [];
        coveredAfter = undefined;
        wake();
      });
  };

  const covers = (position: bigint): boolean => coveredAfter !== undefined && position >= coveredAfter;

  async function* after(position: bigint, signal: AbortSignal): AsyncGenerator<StoredEvent> {
    signal.addEventListener("abort", wake, { once: true });
    try {
      let next = dropped + firstAfter(events, position);
      while (!signal.aborted) {
        if (coveredAfter === undefined) throw failure ?? new Error("The event store ended the subscription");
        if (next < dropped) return; // fell too far behind
        const event = events[next - dropped];
        if (event === undefined) await new Promise<void>((resolve) => wakers.push(resolve));
        else {
          next += 1;
          yield event;
        }
      }
    } finally {
      signal.removeEventListener("abort", wake);
    }
  }

  return { begin, covers, after };
};

/** The index of the first event after a position; most askers are at the very end. */
const firstAfter = (events: readonly StoredEvent[], position: bigint): number => {
  let index = events.length;
  while (index > 0 && (events[index - 1]?.position ?? position) > position) index -= 1;
  return index;
};
