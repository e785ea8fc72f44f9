import { CHECKSUM_BYTES } from "../codec/stored-event.js";
import type { Addition } from "./journal.js";
import { positionOf, revisionOf, streamNumberOf } from "./keys.js";

export type FreshEvent = { readonly position: bigint; readonly revision: bigint; readonly message: Buffer };

/**
 * The newest events: on disk in the journal, not yet in the tables. They are the end of the log, and of each of their
 * streams; readers take what lies below `firstPosition` and `firstRevision` from the tables, the rest from here.
 */
export type FreshEvents = {
  add(additions: readonly Addition[]): void;
  /** These are in the tables now. They have to be the oldest. */
  drop(additions: readonly Addition[]): void;
  readonly bytes: number;
  /** By rising position. */
  readonly all: readonly FreshEvent[];
  /** By rising revision. */
  ofStream(streamNumber: number): readonly FreshEvent[];
  streamNumber(name: Buffer): number | undefined;
  readonly lastStreamNumber: number;
};

const NONE: readonly FreshEvent[] = [];

export const createFreshEvents = (): FreshEvents => {
  let all: FreshEvent[] = [];
  let bytes = 0;
  let lastStreamNumber = 0;
  const streams = new Map<number, FreshEvent[]>();
  const names = new Map<string, number>();

  const addEvent = ({ positionKey, indexKey, stored }: Addition["events"][number]): void => {
    const number = streamNumberOf(indexKey);
    const message = stored.subarray(CHECKSUM_BYTES);
    const event = { position: positionOf(positionKey), revision: revisionOf(indexKey), message };
    all.push(event);
    const own = streams.get(number);
    if (own === undefined) streams.set(number, [event]);
    else own.push(event);
    bytes += stored.length;
  };

  const dropOfStreams = (counts: ReadonlyMap<number, number>): void => {
    for (const [number, count] of counts) {
      const own = streams.get(number) ?? [];
      if (own.length === count) streams.delete(number);
      else own.splice(0, count);
    }
  };

  return {
    get bytes() {
      return bytes;
    },
    get all() {
      return all;
    },
    get lastStreamNumber() {
      return lastStreamNumber;
    },
    ofStream: (number) => streams.get(number) ?? NONE,
    streamNumber: (name) => (names.size === 0 ? undefined : names.get(name.toString("latin1"))),
    add: (additions) => {
      for (const { newStreams, events } of additions) {
        for (const { name, number } of newStreams) {
          names.set(name.toString("latin1"), number);
          lastStreamNumber = Math.max(lastStreamNumber, number);
        }
        for (const event of events) addEvent(event);
      }
    },
    drop: (additions) => {
      const counts = new Map<number, number>();
      let dropped = 0;
      for (const { newStreams, events } of additions) {
        for (const { name } of newStreams) names.delete(name.toString("latin1"));
        for (const { indexKey, stored } of events) {
          const number = streamNumberOf(indexKey);
          counts.set(number, (counts.get(number) ?? 0) + 1);
          bytes -= stored.length;
          dropped += 1;
        }
      }
      all = all.slice(dropped);
      dropOfStreams(counts);
    },
  };
};
