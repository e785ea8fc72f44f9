import { keepTrying } from "#application/keep-trying.js";
import { type Progress, type RelayStatus, statusOf } from "#infrastructure/nats/relay-status.js";
import { type RelayOptions, serveTenure } from "#infrastructure/nats/relay-tenure.js";

export type { RelayOptions, RelayStatus };

export interface Relay {
  status(): RelayStatus;
  /** Resolves when the relay has stopped, after the signal aborted. Never rejects. */
  readonly stopped: Promise<void>;
}

/**
 * Publishes every public event of the log to JetStream, once, in log order (design.md, section 6). Runs until the signal
 * aborts, and recovers by itself from whatever happens to NATS and to the event store. Of several relays one is active.
 *
 * An event that today's code cannot read is not skipped: the relay stays before it, says so in `status().lastError`, and
 * lets a standby of a newer version take over.
 */
export const runRelay = (options: RelayOptions): Relay => {
  const { signal, logger } = options;
  const progress: Progress = {
    role: "connecting",
    resumedAt: undefined,
    pipeline: undefined,
    publishedBefore: 0,
    caughtUp: false,
    lastRead: undefined,
    lastError: undefined,
  };
  const running = keepTrying((healthy) => serveTenure(options, progress, healthy), {
    name: "relay",
    signal,
    logger,
    onFailure: (error) => {
      progress.role = "connecting";
      progress.lastError = error instanceof Error ? error.message : String(error);
    },
  });
  const stopped = running.then(() => {
    progress.role = "stopped";
  });
  return { status: () => statusOf(progress), stopped };
};
