import type { Place } from "./places.js";

/**
 * An event that a group has yet to see handled. It holds no bytes of the event, which are read again when it is
 * delivered: so a group's memory is bounded by a count, however large its events are.
 */
export type Entry = {
  /** What answers name it by: the id of the record itself, so of a link and not of its target. */
  readonly id: string;
  /** Where the record stands in the log. */
  readonly position: bigint;
  /** In what the group subscribes to; for a replayed event the revision of its link in the parked stream. */
  readonly place: Place;
  /** It was parked and comes again. */
  readonly replayed: boolean;
  /** 0 at the first delivery. */
  readonly retryCount: number;
  /** For the pinned strategies; 0 for the others. */
  readonly bucket: number;
};

/** The order in which events are delivered again: by place, replayed ones behind all others. */
export const comesBefore = (a: Entry, b: Entry): boolean =>
  a.replayed === b.replayed ? a.place < b.place : !a.replayed;
