import { headOf } from "../codec/stored-event.js";
import { startsWith } from "../codec/wire.js";
import { MAX_REVISION } from "../log/keys.js";
import type { Direction, LoggedEvent, LogReader, Page, PageLimit, StreamEvent } from "../log/reader.js";
import { earlier, later } from "../log/revisions.js";
import type { Stream } from "../streams/stream.js";
import { isExpired, visibleRange } from "./visibility.js";

/**
 * A place in the log from which one reads on, page by page. It holds no transaction between two pages, so a slow
 * reader costs nothing. For reads, catch-up subscriptions and persistent subscriptions alike.
 */
export type Source<E extends LoggedEvent> = {
  next(limit: PageLimit): Page<E>;
};

const UNWRITTEN: Page<StreamEvent> = { events: [], atEnd: true };
const HIDDEN = Buffer.from("$persistentsubscription-$all::");
const HIDDEN_TAILS = ["-checkpoint", "-parked"];

/** The bookkeeping of subscriptions to `$all` is not itself in `$all`: it would feed on itself. */
const isHidden = (message: Buffer): boolean => {
  const { stream } = headOf(message);
  if (!startsWith(stream, HIDDEN)) return false;
  const name = stream.toString();
  return HIDDEN_TAILS.some((tail) => name.endsWith(tail));
};

/** `$all` from a position on: forwards inclusive, backwards exclusive. */
export const allSource = (log: LogReader, direction: Direction, from: bigint): Source<LoggedEvent> => {
  let position = from;
  return {
    next: (limit) => {
      const { events, atEnd } = log.all(direction, position, limit);
      const last = events.at(-1);
      if (last !== undefined) position = direction === "forwards" ? last.position + 1n : last.position;
      return { events: events.filter((event) => !isHidden(event.message)), atEnd };
    },
  };
};

/** What readers may see of a stream, from a revision on, inclusive both ways. The stream is looked up at every page. */
export const visibleStreamSource = (
  log: LogReader,
  lookUp: () => Stream,
  direction: Direction,
  from: bigint,
): Source<StreamEvent> => {
  let revision = from;
  const forwards = direction === "forwards";
  return {
    next: (limit) => {
      const { number, durable } = lookUp();
      const range = visibleRange(durable, Date.now());
      const bound = forwards ? later(revision, range.first) : earlier(revision, range.last);
      const end = forwards ? range.last : range.first;
      const { events, atEnd } = number === 0 ? UNWRITTEN : log.stream(number, direction, bound, end, limit);
      const last = events.at(-1);
      if (last !== undefined) revision = forwards ? last.revision + 1n : last.revision - 1n;
      return { events: events.filter(({ message }) => !isExpired(message, range)), atEnd };
    },
  };
};

/** Everything written to a stream from a revision on, as it comes, the tombstone included: for live subscribers. */
export const liveStreamSource = (log: LogReader, lookUp: () => Stream, from: bigint): Source<StreamEvent> => {
  let revision = from;
  return {
    next: (limit) => {
      const { number } = lookUp();
      const { events, atEnd } =
        number === 0 ? UNWRITTEN : log.stream(number, "forwards", revision, MAX_REVISION, limit);
      const last = events.at(-1);
      if (last !== undefined) revision = last.revision + 1n;
      return { events, atEnd };
    },
  };
};
