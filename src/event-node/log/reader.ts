import { CHECKSUM_BYTES, isIntact } from "../codec/stored-event.js";
import type { Environment, Table } from "./environment.js";
import type { FreshEvents } from "./fresh.js";
import { indexKey, MAX_REVISION, nameKey, positionKey, positionOf, revisionOf } from "./keys.js";
import { earlier } from "./revisions.js";

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

/** Sees what is on disk, in the tables or in the journal: never an event whose append has not been synced. */
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

export const createLogReader = ({ events, index, streams }: Environment, fresh: FreshEvents): LogReader => {
  const load = (key: Buffer): LoggedEvent | undefined => {
    const stored = events.get(key);
    return stored === undefined ? undefined : opened(key, stored);
  };

  /** From the tables, below the first fresh event. */
  const fromTables = (page: Filling<LoggedEvent>, range: { start: Buffer; end?: Buffer; reverse: boolean }): void => {
    for (const { key, value } of events.getRange({ ...range, limit: page.room })) {
      page.add(opened(asBuffer(key), asBuffer(value)));
      if (page.full) return;
    }
  };

  const all: LogReader["all"] = (direction, position, limit) => {
    const page = new Filling<LoggedEvent>(limit);
    const boundary = fresh.all[0]?.position;
    if (direction === "forwards") {
      const end = boundary === undefined ? {} : { end: positionKey(boundary) };
      if (boundary === undefined || position < boundary)
        fromTables(page, { start: positionKey(position), ...end, reverse: false });
      page.addForwards(
        fresh.all,
        firstFrom(fresh.all, (event) => event.position >= position),
      );
    } else {
      page.addBackwards(fresh.all, firstFrom(fresh.all, (event) => event.position >= position) - 1);
      const below = boundary === undefined ? position : earlier(boundary, position);
      if (!page.full && below > 0n) fromTables(page, { start: positionKey(below - 1n), reverse: true });
    }
    return page.page;
  };

  const streamFromTables = (page: Filling<StreamEvent>, number: number, from: bigint, to: bigint): void => {
    const range = { start: indexKey(number, from), end: indexKey(number, to), inclusiveEnd: true, reverse: from > to };
    for (const { key, value } of index.getRange({ ...range, limit: page.room })) {
      const event = load(asBuffer(value));
      if (event === undefined)
        page.skip(); // erased by a scavenge between the two reads
      else page.add({ revision: revisionOf(asBuffer(key)), position: event.position, message: event.message });
      if (page.full) return;
    }
  };

  const stream: LogReader["stream"] = (streamNumber, direction, from, to, limit) => {
    const page = new Filling<StreamEvent>(limit);
    const own = fresh.ofStream(streamNumber);
    const lastInTables = own[0] === undefined ? MAX_REVISION : own[0].revision - 1n;
    if (direction === "forwards") {
      const end = earlier(to, lastInTables);
      if (from <= end) streamFromTables(page, streamNumber, from, end);
      const begin = firstFrom(own, ({ revision }) => revision >= from);
      page.addForwards(
        own.slice(
          0,
          firstFrom(own, ({ revision }) => revision > to),
        ),
        begin,
      );
    } else {
      const begin = firstFrom(own, ({ revision }) => revision >= to);
      page.addBackwards(own.slice(begin), firstFrom(own, ({ revision }) => revision > from) - begin - 1);
      const start = earlier(from, lastInTables);
      if (!page.full && start >= to) streamFromTables(page, streamNumber, start, to);
    }
    return page.page;
  };

  const lastKey = (table: Table, range: { start?: Buffer; end?: Buffer }): Buffer | undefined => {
    for (const key of table.getKeys({ ...range, reverse: true, limit: 1 })) return asBuffer(key);
    return undefined;
  };

  return {
    all,
    stream,
    at: (position) => {
      const newest = fresh.all[firstFrom(fresh.all, (event) => event.position >= position)];
      return newest?.position === position ? newest : load(positionKey(position));
    },
    streamNumber: (name) => fresh.streamNumber(name) ?? streams.get(nameKey(name))?.readUInt32BE(0),
    lastRevision: (streamNumber) => {
      const newest = fresh.ofStream(streamNumber).at(-1);
      if (newest !== undefined) return newest.revision;
      const key = lastKey(index, { start: indexKey(streamNumber, MAX_REVISION), end: indexKey(streamNumber, 0n) });
      if (key !== undefined) return revisionOf(key);
      return index.doesExist(indexKey(streamNumber, 0n)) ? 0n : undefined; // the end of a reversed range is exclusive
    },
    eventAt: (streamNumber, revision) => {
      const own = fresh.ofStream(streamNumber);
      const newest = own[firstFrom(own, (event) => event.revision >= revision)];
      if (newest?.revision === revision) return newest;
      const position = index.get(indexKey(streamNumber, revision));
      return position === undefined ? undefined : load(position);
    },
    tail: () => {
      const newest = fresh.all.at(-1);
      if (newest !== undefined)
        return { last: newest.position, next: newest.position + BigInt(CHECKSUM_BYTES + newest.message.length) };
      const key = lastKey(events, {});
      if (key === undefined) return { last: 0n, next: FIRST_POSITION };
      const last = positionOf(key);
      return { last, next: last + BigInt(events.get(key)?.length ?? 1) };
    },
    lastStreamNumber: () => Math.max(fresh.lastStreamNumber, lastKey(index, {})?.readUInt32BE(0) ?? 0),
  };
};

/** A page while it is being filled. */
class Filling<E extends LoggedEvent> {
  readonly #events: E[] = [];
  readonly #limit: PageLimit;
  #seen = 0;
  #bytes = 0;

  constructor(limit: PageLimit) {
    this.#limit = limit;
  }

  /** Events that still fit, if they are small. */
  get room(): number {
    return this.#limit.events - this.#seen;
  }

  get full(): boolean {
    return this.room <= 0 || this.#bytes >= this.#limit.bytes;
  }

  get page(): Page<E> {
    return { events: this.#events, atEnd: !this.full };
  }

  add(event: E): void {
    this.#seen += 1;
    this.#bytes += event.message.length;
    this.#events.push(event);
  }

  skip(): void {
    this.#seen += 1;
  }

  addForwards(events: readonly E[], from: number): void {
    for (let index = from; index < events.length && !this.full; index++) this.add(events[index] as E);
  }

  addBackwards(events: readonly E[], from: number): void {
    for (let index = from; index >= 0 && !this.full; index--) this.add(events[index] as E);
  }
}

/** Where in a sorted list the events begin for which this holds; its length if there is none. */
const firstFrom = <E>(events: readonly E[], holds: (event: E) => boolean): number => {
  let low = 0;
  for (let high = events.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (holds(events[middle] as E)) high = middle;
    else low = middle + 1;
  }
  return low;
};

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const opened = (key: Buffer, stored: Buffer): LoggedEvent => {
  const position = positionOf(key);
  if (!isIntact(stored)) throw new DamagedEvent(position);
  return { position, message: stored.subarray(CHECKSUM_BYTES) };
};
