import { isSoftDeleted } from "./metadata.js";
import type { StreamView } from "./stream.js";

/** Expectations that are not a revision, numbered as the protocol's error trailers have them. */
export const ANY = -2n;
export const NO_STREAM = -1n;
export const STREAM_EXISTS = -4n;
/** What `last` is for a stream never written. */
export const NOTHING_WRITTEN = -1n;

/** A revision, or one of the three above. */
export type ExpectedRevision = bigint;

export type Verdict =
  | { readonly kind: "write" }
  /** The revision is an old one: fine only if exactly these events already stand behind it. */
  | { readonly kind: "repeated-or"; readonly from: bigint; readonly otherwise: "wrong" | "write" }
  | { readonly kind: "wrong" }
  | { readonly kind: "deleted" };

const WRITE: Verdict = { kind: "write" };
const WRONG: Verdict = { kind: "wrong" };
const DELETED: Verdict = { kind: "deleted" };

/** The table of eventstore-protocol.md, section 3.5. */
export const judge = (expected: ExpectedRevision, stream: StreamView): Verdict => {
  if (stream.tombstoned) return DELETED;
  const { last, metadata } = stream;
  const gone = isSoftDeleted(metadata);
  if (expected === ANY) return WRITE;
  if (expected === STREAM_EXISTS) {
    if (gone) return DELETED;
    return last !== NOTHING_WRITTEN || metadata.present ? WRITE : WRONG;
  }
  if (expected === NO_STREAM) {
    if (last === NOTHING_WRITTEN) return WRITE;
    return { kind: "repeated-or", from: 0n, otherwise: gone ? "write" : "wrong" };
  }
  if (expected === last) return WRITE;
  return expected < last ? { kind: "repeated-or", from: expected + 1n, otherwise: "wrong" } : WRONG;
};
