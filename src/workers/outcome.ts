/** What a handler may answer. A closed vocabulary: what is not `done` is seen by somebody. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "retry"; readonly reason: string; readonly afterMs?: number }
  | { readonly kind: "dead"; readonly reason: string };

/** The event is handled, or is none of this worker's business. It will not come again. */
export const done: Outcome = { kind: "done" };

/** It did not work: again after the backoff of the worker's retry policy, and a dead letter after the last attempt. */
export const retry = (reason: string): Outcome => ({ kind: "retry", reason });

/** Like `retry`, after this many milliseconds: when the other side said how long. */
export const retryLater = (afterMs: number, reason: string): Outcome => ({ kind: "retry", reason, afterMs });

/** It will never work: a dead letter at once, for an operator to look into. */
export const dead = (reason: string): Outcome => ({ kind: "dead", reason });
