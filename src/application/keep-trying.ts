import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "#application/ports/logger.js";

export interface KeepTryingOptions {
  /** What is kept running, for the log. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Milliseconds before the second attempt; each further one waits twice as long, with jitter. Default 100. */
  readonly firstDelayMs?: number;
  /** The longest wait, in milliseconds. Default 5000. */
  readonly maxDelayMs?: number;
  readonly onFailure?: (error: unknown) => void;
}

/**
 * Runs a task that should run for ever: whenever it ends before the signal aborts, it is started again after a bounded
 * backoff, without limit. The task calls `healthy` when it makes headway, which begins the backoff anew. Resolves once the
 * signal has aborted and the task has ended; never rejects.
 */
export const keepTrying = async (
  task: (healthy: () => void) => Promise<void>,
  { name, signal, logger, firstDelayMs = 100, maxDelayMs = 5_000, onFailure }: KeepTryingOptions,
): Promise<void> => {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await task(() => {
        failures = 0;
      });
    } catch (error) {
      if (signal.aborted) return;
      onFailure?.(error);
      failures += 1;
      logger.warn({ task: name, failures, error }, "A task failed and will be tried again");
    }
    const delay = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(failures, 16)) * (0.5 + Math.random() / 2);
    await sleep(delay, undefined, { signal }).catch(() => undefined);
  }
};
