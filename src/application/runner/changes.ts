import { setTimeout as sleep } from "node:timers/promises";
import type { EventStore } from "#application/ports/event-store.js";
import type { Logger } from "#application/ports/logger.js";
import type { AnyAggregate, StateCache } from "#application/runner/state-cache.js";

/** Hears of changes that other processes make. */
export interface Changes {
  /** Whether every change is being heard. */
  isLive(): boolean;
  stop(): void;
}

const pauseMs = 500;

/** Follows the streams of some aggregates from now on, for ever, and keeps their states up with them. */
export const followChanges = (
  eventStore: EventStore,
  aggregates: readonly AnyAggregate[],
  states: Pick<StateCache, "learn" | "forgetAll">,
  logger: Logger,
): Changes => {
  const byCategory = new Map(aggregates.map((aggregate) => [aggregate.category, aggregate]));
  const categories = [...byCategory.keys()];
  const stopping = new AbortController();
  const { signal } = stopping;
  let isLive = false;
  const follow = async (): Promise<void> => {
    for await (const item of eventStore.subscribeAll({ after: "end", categories, signal })) {
      if (item.kind === "event") {
        const aggregate = byCategory.get(item.event.stream.slice(0, item.event.stream.indexOf("-")));
        if (aggregate !== undefined) states.learn(aggregate, item.event);
      }
      if (item.kind !== "caught_up" || isLive) continue; // a feed that fell behind catches up again
      states.forgetAll(categories); // what happened while nobody listened
      isLive = true;
    }
  };
  const keepFollowing = async (): Promise<void> => {
    while (!signal.aborted) {
      await follow().catch((error: unknown) =>
        logger.warn({ err: error }, "The feed of changes was lost; it is taken up again"),
      );
      isLive = false;
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  void keepFollowing();
  return { isLive: () => isLive, stop: () => stopping.abort() };
};
