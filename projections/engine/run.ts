import type { Logger } from "#application/ports/logger.js";
import type { Projector } from "#projections/define.js";
import type { Database } from "#projections/engine/database.js";
import type { FeedLimits } from "#projections/engine/feed.js";
import type { Log } from "#projections/engine/log.js";
import { type ProjectionStatus, startRunner } from "#projections/engine/runner.js";

export interface RunProjections {
  readonly eventStore: Log;
  readonly database: Database;
  readonly projections: readonly Projector[];
  readonly logger: Logger;
  /** Ends them all: what is being written is finished first. */
  readonly signal: AbortSignal;
  /** How much one batch holds at most. Default 1000 events or about 4 MB. */
  readonly limits?: FeedLimits;
  /** Milliseconds between the batches of a burst (runner.ts). Default 40. */
  readonly paceMs?: number;
  /** Milliseconds after which a standby asks again whether it is needed. Default 1000. */
  readonly tickMs?: number;
}

export interface RunningProjections {
  readonly status: () => readonly ProjectionStatus[];
  /** Resolves once all have ended after the signal. */
  readonly done: Promise<void>;
}

/**
 * Keeps read models up to date, each over a connection of its own. Of several processes that do so one is active per
 * projection, the others stand by and take over within seconds. Never ends by itself: without database or event store
 * it tries again for ever, with pauses of at most 15 s, and says so in `status` and in the log.
 */
export const runProjections = ({
  projections,
  limits = { events: 1_000, bytes: 4_000_000 },
  paceMs = 40,
  tickMs = 1_000,
  ...rest
}: RunProjections): RunningProjections => {
  const runners = projections.map((projector) => startRunner(projector, { ...rest, limits, paceMs, tickMs }));
  return {
    status: () => runners.map((runner) => runner.status()),
    done: Promise.all(runners.map(({ done }) => done)).then(() => undefined),
  };
};
