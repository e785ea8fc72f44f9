import type { Logger } from "#application/ports/logger.js";
import type { Outcome } from "#workers/outcome.js";
import type { Worker, WorkerEvent } from "#workers/worker.js";

/** What becomes of a delivery. */
export type Verdict =
  | { readonly kind: "done" }
  | { readonly kind: "again"; readonly afterMs: number; readonly reason: string }
  | { readonly kind: "dead"; readonly reason: string };

export interface Attempt {
  readonly worker: Worker;
  readonly event: WorkerEvent;
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** Lets a worker handle one event, and turns its answer into a verdict by its retry policy. Never rejects. */
export const attemptOnce = async ({ worker, event, attempt, signal, logger }: Attempt): Promise<Verdict> => {
  const about = { worker: worker.name, type: event.type, eventId: event.id, attempt };
  const outcome = await worker.handle(event, { attempt, signal }).catch((error: unknown): Outcome => {
    logger.warn({ ...about, error }, "A worker failed to handle an event");
    return { kind: "retry", reason: describe(error) };
  });
  if (outcome.kind === "done") return outcome;
  if (outcome.kind === "dead" || attempt >= worker.retries.attempts) {
    logger.error({ ...about, reason: outcome.reason }, "A worker gave up on an event: it is a dead letter now");
    return { kind: "dead", reason: outcome.reason };
  }
  return { kind: "again", afterMs: outcome.afterMs ?? backoff(worker, attempt), reason: outcome.reason };
};

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const backoff = ({ retries }: Worker, attempt: number): number =>
  Math.min(retries.maxDelayMs, retries.firstDelayMs * 2 ** Math.min(attempt - 1, 30));
