import { headOf } from "../codec/stored-event.js";
import type { LogReader } from "../log/reader.js";
import type { Stream } from "./stream.js";

/** Where an event that was sent before stands. */
export type Written = { readonly revision: bigint; readonly position: bigint };
export type Repetition =
  | { readonly kind: "new" }
  | { readonly kind: "differs" }
  | { readonly kind: "repeated"; readonly last: Written };

const NEW: Repetition = { kind: "new" };
const DIFFERS: Repetition = { kind: "differs" };

/** Ids kept in each of two generations; together about 8 MiB, as on a real node. */
const GENERATION = 20_000;

export type RecentWrites = {
  remember(id: string, stream: string, written: Written): void;
  /** For appends that expect no revision: all ids known, none known, or some. */
  compare(stream: string, ids: readonly string[]): Repetition;
  forgetAll(): void;
};

/** Remembers the ids of the latest events, in memory only: a restart forgets them, as on a real node. */
export const createRecentWrites = (): RecentWrites => {
  let young = new Map<string, Written & { stream: string }>();
  let old = new Map<string, Written & { stream: string }>();
  const find = (id: string, stream: string): Written | undefined => {
    const known = young.get(id) ?? old.get(id);
    return known?.stream === stream ? known : undefined;
  };

  return {
    remember: (id, stream, { revision, position }) => {
      young.set(id, { stream, revision, position });
      if (young.size < GENERATION) return;
      old = young;
      young = new Map();
    },
    compare: (stream, ids) => {
      let last: Written | undefined;
      for (const [index, id] of ids.entries()) {
        const known = find(id, stream);
        if (known === undefined) return index === 0 ? NEW : DIFFERS;
        last = known;
      }
      return last === undefined ? NEW : { kind: "repeated", last };
    },
    forgetAll: () => {
      young = new Map();
      old = new Map();
    },
  };
};

/** For appends at an exact revision: whether the events from `first` on are the ones with these ids. Asks the log. */
export const compareWithLog = (log: LogReader, stream: Stream, first: bigint, ids: readonly string[]): Repetition => {
  let last: Written | undefined;
  for (const [index, id] of ids.entries()) {
    const revision = first + BigInt(index);
    const known = pendingAt(stream, revision) ?? loggedAt(log, stream, revision);
    if (known === undefined || known.id !== id) return DIFFERS;
    last = { revision, position: known.position };
  }
  return last === undefined ? DIFFERS : { kind: "repeated", last };
};

const pendingAt = (stream: Stream, revision: bigint): { id: string; position: bigint } | undefined => {
  for (const { first, ids, positions } of stream.pending) {
    const offset = Number(revision - first);
    const id = ids[offset];
    const position = positions[offset];
    if (offset >= 0 && id !== undefined && position !== undefined) return { id, position };
  }
  return undefined;
};

const loggedAt = (log: LogReader, stream: Stream, revision: bigint): { id: string; position: bigint } | undefined => {
  const event = stream.number === 0 ? undefined : log.eventAt(stream.number, revision);
  return event === undefined ? undefined : { id: headOf(event.message).id, position: event.position };
};
