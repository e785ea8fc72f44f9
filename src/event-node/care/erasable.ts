import type { LogReader } from "../log/reader.js";
import { earlier } from "../log/revisions.js";
import { isExpired, visibleRange } from "../read/visibility.js";
import type { StreamView } from "../streams/stream.js";

/** Events of one stream that no reader can see any more, oldest first: those with revisions below this. */
export const erasableBelow = (log: LogReader, streamNumber: number, view: StreamView, now: number): bigint => {
  const { last, tombstoned } = view;
  if (tombstoned) return last; // everything but the tombstone
  const range = visibleRange(view, now);
  let below = range.first;
  if (range.createdFrom !== undefined)
    below = firstUnexpired(log, streamNumber, below, last, (message) => isExpired(message, range));
  return earlier(below, last); // the last event stays: it is what the stream's revision is known by
};

/** Events lie in the order of their creation, so that the first one still young enough is found by halving. */
const firstUnexpired = (
  log: LogReader,
  streamNumber: number,
  from: bigint,
  last: bigint,
  expired: (message: Buffer) => boolean,
): bigint => {
  let low = from;
  let high = last + 1n;
  while (low < high) {
    const middle = (low + high) / 2n;
    const event = log.eventAt(streamNumber, middle);
    if (event === undefined || expired(event.message)) low = middle + 1n;
    else high = middle;
  }
  return low;
};
