/** Streams of which nothing is ever removed begin with this. */
export const KEPT = "kept-";

/** An append or a removal that a node confirmed. */
export type Confirmed = {
  /** When the confirmation was in the client's hands: nanoseconds of the monotonic clock. */
  readonly at: bigint;
  readonly stream: string;
  /** Of each event; undefined for one that the node itself wrote. */
  readonly ids: readonly (string | undefined)[];
  readonly last: bigint;
  readonly position: bigint;
};
