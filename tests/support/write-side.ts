import { createIssue, type Issue } from "#application/command.js";
import { createIds, type Ids } from "#application/id-blocks.js";
import type { Clock } from "#application/ports/clock.js";
import type { EventStore } from "#application/ports/event-store.js";
import { silent } from "#application/ports/logger.js";
import type { Patience } from "#application/runner/append.js";
import { createRunner } from "#application/runner/command-runner.js";
import type { Runner } from "#application/runner/contract.js";
import { openTokenSpace, type TokenSpace } from "#application/token-space.js";

/** A clock that stands until a test moves it. */
export interface TestClock extends Clock {
  set(at: string): void;
}

export const testClock = (at = "2026-03-02T10:00:00.000Z"): TestClock => {
  let current = at;
  return {
    now: () => current,
    set: (next) => {
      current = next;
    },
  };
};

/** One process of the write side, as src/main wires it. Two of them on one store are two processes. */
export interface TestWriteSide {
  readonly issue: Issue;
  readonly runner: Runner;
  readonly load: Runner["load"];
  readonly ids: Ids;
  readonly tokens: TokenSpace;
  readonly clock: TestClock;
  readonly eventStore: EventStore;
}

/** Gives up after a second, so that a test of a store that never answers ends. */
const patience: Patience = { totalMs: 1_000, firstPauseMs: 1, longestPauseMs: 10 };

export const writeSide = async (eventStore: EventStore, clock: TestClock = testClock()): Promise<TestWriteSide> => {
  const runner = createRunner({ eventStore, clock, logger: silent, patience });
  const ids = createIds(eventStore);
  const tokens = await openTokenSpace(eventStore);
  return {
    issue: createIssue({ runner, ids, tokens, clock }),
    runner,
    load: runner.load,
    ids,
    tokens,
    clock,
    eventStore,
  };
};
