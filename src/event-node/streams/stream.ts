import type { StreamMetadata } from "./metadata.js";

/** Every event of every stream; by this name who may read it is asked. */
export const ALL_STREAM = "$all";

/** A stream at one moment. Never changed, only replaced. */
export type StreamView = {
  /** Last revision ever written, also of events that can no longer be read; -1 when there is none. */
  readonly last: bigint;
  readonly tombstoned: boolean;
  readonly metadata: StreamMetadata;
};

/**
 * A stream in memory. Writers decide on `written`, which includes what is on its way to disk; readers look at
 * `durable`, so that nobody sees what a power cut could still undo.
 */
export type Stream = {
  readonly name: string;
  readonly nameBytes: Buffer;
  /** 0 until the first event. */
  number: number;
  written: StreamView;
  durable: StreamView;
  /** On its way to disk, oldest first. */
  readonly pending: PendingEvents[];
  /** Writes on their way that concern this stream or its metadata; above 0 it may not be forgotten. */
  pins: number;
};

export type PendingEvents = {
  readonly first: bigint;
  readonly ids: readonly string[];
  readonly positions: readonly bigint[];
};
