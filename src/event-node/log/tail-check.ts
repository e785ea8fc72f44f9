import { headOf, isIntact } from "../codec/stored-event.js";
import type { Environment } from "./environment.js";
import { DamagedFile } from "./file-check.js";
import { positionOf } from "./keys.js";
import type { LogReader } from "./reader.js";

/** Newest events checked at start: what a failing disk loses is mostly what it wrote last. `verify` checks all. */
const CHECKED_EVENTS = 1000;

/** Refuses a log whose tables disagree, or whose newest events are not those that were written. Takes milliseconds. */
export const checkTail = ({ events, index }: Environment, log: LogReader, path: string): void => {
  const [inLog, inIndex] = [countOf(events), countOf(index)];
  if (inLog !== inIndex) throw new DamagedFile(path, `it holds ${inLog} events and an index of ${inIndex}`);
  for (const { key, value } of events.getRange({ reverse: true, limit: CHECKED_EVENTS })) {
    const position = positionOf(Buffer.from(key));
    const stored = Buffer.from(value);
    if (!isIntact(stored)) throw new DamagedFile(path, `the event at position ${position} is not what was written`);
    if (log.streamNumber(headOf(stored.subarray(4)).stream) === undefined) {
      throw new DamagedFile(path, `the stream of the event at position ${position} is unknown`);
    }
  }
};

const countOf = (table: Environment["events"]): number => (table.getStats() as { entryCount: number }).entryCount;
