import { createIssue, type Issue } from "#application/command.js";
import { createIds, type Ids } from "#application/id-blocks.js";
import { type Clock, systemClock } from "#application/ports/clock.js";
import type { EventStore } from "#application/ports/event-store.js";
import type { Logger } from "#application/ports/logger.js";
import { createRunner } from "#application/runner/command-runner.js";
import type { Runner } from "#application/runner/contract.js";
import { openTokenSpace, type TokenSpace } from "#application/token-space.js";
import { connectEventStore } from "#infrastructure/eventstore/adapter.js";

/** The write side of one process. */
export interface WriteSideOfProcess {
  readonly eventStore: EventStore;
  readonly issue: Issue;
  readonly load: Runner["load"];
  readonly ids: Ids;
  readonly tokens: TokenSpace;
  readonly clock: Clock;
  readonly close: () => Promise<void>;
}

export const openWriteSide = async (eventstoreUrl: string, logger: Logger): Promise<WriteSideOfProcess> => {
  const eventStore = connectEventStore(eventstoreUrl);
  const clock = systemClock;
  const runner = createRunner({ eventStore, clock, logger });
  const ids = createIds(eventStore);
  const tokens = await openTokenSpace(eventStore);
  return {
    eventStore,
    issue: createIssue({ runner, ids, tokens, clock }),
    load: runner.load,
    ids,
    tokens,
    clock,
    close: async () => {
      runner.close();
      await eventStore.close();
    },
  };
};
