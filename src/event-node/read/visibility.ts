import { bodyOf } from "../codec/stored-event.js";
import type { StreamView } from "../streams/stream.js";

/** The part of a stream that its metadata lets readers see (eventstore-protocol.md, section 5). */
export type VisibleRange = {
  readonly first: bigint;
  readonly last: bigint;
  /** Ticks of 100 nanoseconds since 1970; older events have expired. */
  readonly createdFrom?: bigint;
};

const TICKS_PER_MILLISECOND = 10_000n;
const TICKS_PER_SECOND = 10_000_000n;

/** `now` in milliseconds since 1970: the age of an event is judged when it is read. */
export const visibleRange = ({ last, metadata }: StreamView, now: number): VisibleRange => {
  const { maxCount, maxAge, truncateBefore = 0n } = metadata;
  const newest = maxCount === undefined ? 0n : last - maxCount + 1n;
  const first = newest > truncateBefore ? newest : truncateBefore;
  if (maxAge === undefined) return { first, last };
  return { first, last, createdFrom: BigInt(now) * TICKS_PER_MILLISECOND - maxAge * TICKS_PER_SECOND };
};

export const isExpired = (message: Buffer, { createdFrom }: VisibleRange): boolean =>
  createdFrom !== undefined && bodyOf(message).createdTicks < createdFrom;
