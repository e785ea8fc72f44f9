import { CHECKSUM_BYTES, isIntact } from "../codec/stored-event.js";
import type { Environment, Table } from "./environment.js";
import { indexKey, MAX_REVISION, nameKey, positionKey, positionOf, revisionOf } from "./keys.js";

/** An event as it is sent: a ReadResp message. */
export type LoggedEvent = { readonly position: bigint; readonly message: Buffer };
export type StreamEvent = LoggedEvent & { readonly revision: bigint };

export type Direction = "forwards" | "backwards";
/** At most this much is read at once. A page holds at least one event, however large. */
export type PageLimit = { readonly events: number; readonly bytes: number };

export type Page<E extends LoggedEvent> = {
  readonly events: readonly E[];
  /** Nothing lies behind this page, at this moment. */
  readonly atEnd: boolean;
};

/** Bytes on disk are not those that were written. The event is not served; `verify` lists all that are damaged. */
export class DamagedEvent extends Error {
  override readonly name = "DamagedEvent";
  constructor(position: bigint) {
    super(
      `The event at position ${position} is damaged on disk. Stop the node and run: pc event-node verify --data DIR`,
    );
  }
}

/** Sees what is committed, which is what is on disk: never an event whose append has not been synced. */
export type LogReader = {
  /** Forwards from `position` (inclusive), backwards from before it. */
  all(direction: Direction, position: bigint, limit: PageLimit): Page<LoggedEvent>;
  /** The stream's events from `from` to `to`, both inclusive, in the direction in which these two lie. */
  stream(streamNumber: number, direction: Direction, from: bigint, to: bigint, limit: PageLimit): Page<StreamEvent>;
  at(position: bigint): LoggedEvent | undefined;
  streamNumber(name: Buffer): number | undefined;
  lastRevision(streamNumber: number): bigint | undefined;
  eventAt(streamNumber: number, revision: bigint): LoggedEvent | undefined;
  /** Where the last event stands, and where the next one will. */
  tail(): { readonly last: bigint; readonly next: bigint };
  lastStreamNumber(): number;
};

/** The first position an event can have. Positions start above 0 so that 0 means "before everything". */
const FIRST_POSITION = 1n;

const NOTHING = { events: [], atEnd: true };

export const createLogReader = ({ events, index, streams }: Environment): LogReader => {
  const load = (key: Buffer): LoggedEvent | undefined => {
    const stored = events.get(key);
    return stored === undefined ? undefined : opened(key, stored);
  };

  const all: LogReader["all"] = (direction, position, limit) => {
    const page: LoggedEvent[] = [];
    const reverse = direction === "backwards";
    if (reverse && position <= 0n) return NOTHING;
    const start = positionKey(reverse ? position - 1n : position);
    let bytes = 0;
    for (const { key, value } of events.getRange({ start, reverse, limit: limit.events })) {
      page.push(opened(asBuffer(key), asBuffer(value)));
      bytes += value.length;
      if (bytes >= limit.bytes) break;
    }
    return { events: page, atEnd: page.length < limit.events && bytes < limit.bytes };
  };

  const stream: LogReader["stream"] = (streamNumber, direction, from, to, limit) => {
    const page: StreamEvent[] = [];
    const reverse = direction === "backwards";
    if (reverse ? from < to : from > to) return NOTHING;
    const range = { start: indexKey(streamNumber, from), end: indexKey(streamNumber, to), inclusiveEnd: true, reverse };
    let bytes = 0;
    let seen = 0;
    for (const { key, value } of index.getRange({ ...range, limit: limit.events })) {
      seen += 1;
      const event = load(asBuffer(value));
      if (event === undefined) continue; // erased by a scavenge between the two reads
      page.push({ revision: revisionOf(asBuffer(key)), position: event.position, message: event.message });
      bytes += event.message.length;
      if (bytes >= limit.bytes) break;
    }
    return { events: page, atEnd: seen < limit.events && bytes < limit.bytes };
  };

  const lastKey = (table: Table, range: { start?: Buffer; end?: Buffer }): Buffer | undefined => {
    for (const key of table.getKeys({ ...range, reverse: true, limit: 1 })) return asBuffer(key);
    return undefined;
  };

  return {
    all,
    stream,
    at: (position) => load(positionKey(position)),
    streamNumber: (name) => streams.get(nameKey(name))?.readUInt32BE(0),
    lastRevision: (streamNumber) => {
      const key = lastKey(index, { start: indexKey(streamNumber, MAX_REVISION), end: indexKey(streamNumber, 0n) });
      if (key !== undefined) return revisionOf(key);
      return index.doesExist(indexKey(streamNumber, 0n)) ? 0n : undefined; // the end of a reversed range is exclusive
    },
    eventAt: (streamNumber, revision) => {
      const position = index.get(indexKey(streamNumber, revision));
      return position === undefined ? undefined : load(position);
    },
    tail: () => {
      const key = lastKey(events, {});
      if (key === undefined) return { last: 0n, next: FIRST_POSITION };
      const last = positionOf(key);
      return { last, next: last + BigInt(events.get(key)?.length ?? 1) };
    },
    lastStreamNumber: () => lastKey(index, {})?.readUInt32BE(0) ?? 0,
  };
};

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const opened = (key: Buffer, stored: Buffer): LoggedEvent => {
  const position = positionOf(key);
  if (!isIntact(stored)) throw new DamagedEvent(position);
  return { position, message: stored.subarray(CHECKSUM_BYTES) };
};
