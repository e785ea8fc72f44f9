import { existsSync } from "node:fs";
import { join } from "node:path";
import { headOf, isIntact } from "../codec/stored-event.js";
import type { Environment } from "../log/environment.js";
import { FILE_NAME, openToRead } from "../log/environment.js";
import { checkFile } from "../log/file-check.js";
import { nameKey, positionOf, revisionOf } from "../log/keys.js";

export type VerifyReport = {
  readonly events: number;
  readonly bytes: number;
  /** One line for each thing that is wrong; at most so many. */
  readonly faults: readonly string[];
};

const MOST_FAULTS = 100;

/** Reads every event and every entry of the index. A node may be running on the log meanwhile. */
export const verifyLog = async (
  dataDir: string,
  onProgress: (events: number, total: number) => void,
): Promise<VerifyReport> => {
  const path = join(dataDir, FILE_NAME);
  if (!existsSync(path)) throw new Error(`There is no log in ${dataDir}: ${path} does not exist`);
  checkFile(path);
  const environment = openToRead(dataDir);
  try {
    const faults: string[] = [];
    const note = (fault: string): void => void (faults.length < MOST_FAULTS && faults.push(fault));
    const { events, bytes } = checkEvents(environment, note, onProgress);
    checkIndex(environment, note);
    return { events, bytes, faults };
  } finally {
    await environment.root.close();
  }
};

const PROGRESS_EVERY = 10_000;

const checkEvents = (
  { events, index, streams }: Environment,
  note: (fault: string) => void,
  onProgress: (events: number, total: number) => void,
): { events: number; bytes: number } => {
  const { entryCount: total } = events.getStats() as { entryCount: number };
  let count = 0;
  let bytes = 0;
  for (const { key, value } of events.getRange({})) {
    const stored = Buffer.from(value);
    const position = positionOf(Buffer.from(key));
    if (!isIntact(stored)) note(`position ${position}: the event is not what was written`);
    else if (streams.get(nameKey(headOf(stored.subarray(4)).stream)) === undefined)
      note(`position ${position}: its stream is unknown`);
    count += 1;
    bytes += stored.length;
    if (count % PROGRESS_EVERY === 0) onProgress(count, total);
  }
  const { entryCount: indexed } = index.getStats() as { entryCount: number };
  if (indexed !== count) note(`the log holds ${count} events, the index ${indexed}`);
  return { events: count, bytes };
};

/** Every entry leads to an event, and the positions of a stream rise with its revisions. */
const checkIndex = ({ events, index }: Environment, note: (fault: string) => void): void => {
  let stream = -1;
  let before = 0n;
  for (const { key, value } of index.getRange({})) {
    const entry = Buffer.from(key);
    const position = positionOf(Buffer.from(value));
    const number = entry.readUInt32BE(0);
    if (!events.doesExist(Buffer.from(value)))
      note(`stream number ${number}, revision ${revisionOf(entry)}: its event at ${position} is missing`);
    if (number === stream && position <= before)
      note(`stream number ${number}, revision ${revisionOf(entry)}: stands before the revision below`);
    stream = number;
    before = position;
  }
};
