import { setTimeout as sleep } from "node:timers/promises";
import {
  type Appended,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  OutcomeUnknown,
  StoreUnavailable,
} from "#application/ports/event-store.js";

/** How long an append is sent again before the caller is told that nobody knows, or that the store is away. */
export interface Patience {
  readonly totalMs: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}
export const usualPatience: Patience = { totalMs: 10_000, firstPauseMs: 50, longestPauseMs: 1_000 };

/**
 * Appends, and while the outcome is not known sends the identical list again at the same revision: the store recognises
 * the ids. Never another list. Throws what the last try threw; OutcomeUnknown if any try may have written.
 */
export const appendUntilKnown = async (
  eventStore: EventStore,
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
  { totalMs, firstPauseMs, longestPauseMs }: Patience,
): Promise<Appended> => {
  const deadline = performance.now() + totalMs;
  let doubt: OutcomeUnknown | undefined;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return await eventStore.append(stream, expected, events);
    } catch (error) {
      if (error instanceof OutcomeUnknown) doubt = error;
      else if (!(error instanceof StoreUnavailable)) throw error;
      if (performance.now() + pause > deadline) throw doubt ?? error;
      await sleep(pause * (0.5 + Math.random()));
    }
  }
};
