import { closeSync, constants, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "../codec/crc32.js";
import type { DiskWriter } from "./disk-writer.js";
import { createDiskWriter } from "./disk-writer.js";
import { INDEX_KEY_BYTES, POSITION_KEY_BYTES } from "./keys.js";
import { complete } from "./on-disk.js";

/** What a commit adds to the log: written to the journal first, put into the tables later. */
export type Addition = {
  /** Streams that these events begin. */
  readonly newStreams: readonly { readonly name: Buffer; readonly number: number }[];
  readonly events: readonly { readonly positionKey: Buffer; readonly indexKey: Buffer; readonly stored: Buffer }[];
};

/** A commit as the journal tells it. Numbers follow each other without a gap, for the life of the log. */
export type JournalRecord = { readonly number: bigint; readonly additions: readonly Addition[] };

export type Journal = {
  /** Resolves with the number of the record once it is on disk. To be called one at a time. */
  append(additions: readonly Addition[]): Promise<bigint>;
  /** All records up to this one are in the tables; their place may be written again. */
  release(number: bigint): void;
  close(): void;
};

const FILE_NAMES = ["journal-0", "journal-1"] as const;
/** Of each file. Longer only while the tables lag behind. */
const FILE_BYTES = 4 * 1024 * 1024;
const MAGIC = 0x6a726e31;
/** magic 4, checksum of all that follows 4, number 8, length of the rest 4. */
const HEADER_BYTES = 20;
const CHECKED_FROM = 8;

export const journalFilesIn = (dataDir: string): string[] =>
  FILE_NAMES.map((name) => join(dataDir, name)).filter((path) => existsSync(path));

/**
 * Opens the journal to write on behind record `last`, which like all before it has to be in the tables. Two files take
 * turns: one is begun anew when all that it holds is in the tables. Both are written in full beforehand, so that one
 * write, through a descriptor that syncs, is all that a commit costs.
 */
export const openJournal = (dataDir: string, last: bigint, write: DiskWriter = createDiskWriter()): Journal => {
  const files = FILE_NAMES.map((name) => openFile(join(dataDir, name)));
  let [active, idle] = files as [JournalFile, JournalFile];
  let number = last;
  let released = last;
  /** A refused record may stand at the end of the active file: the next one has to be written over it. */
  let refused = false;

  const placeFor = (bytes: number): void => {
    if (refused || active.end + bytes <= FILE_BYTES || idle.last > released) return;
    [active, idle] = [idle, active];
    active.end = 0;
  };

  return {
    append: async (additions) => {
      const record = encodeRecord(number + 1n, additions);
      placeFor(record.length);
      try {
        await write(active.descriptor, record, active.end);
      } catch (error) {
        refused = true;
        // A record that was refused must not be found whole at the next start.
        await write(active.descriptor, Buffer.alloc(HEADER_BYTES), active.end).catch(() => undefined);
        throw error;
      }
      refused = false;
      number += 1n;
      active.last = number;
      active.end += record.length;
      return number;
    },
    release: (upTo) => {
      released = upTo;
    },
    close: () => {
      for (const { descriptor } of files) closeSync(descriptor);
    },
  };
};

type JournalFile = { readonly descriptor: number; end: number; last: bigint };

const openFile = (path: string): JournalFile => {
  if (!existsSync(path)) {
    writeFileSync(`${path}.unfinished`, Buffer.alloc(FILE_BYTES));
    complete(`${path}.unfinished`, path);
  }
  return { descriptor: openSync(path, constants.O_RDWR | constants.O_DSYNC), end: 0, last: 0n };
};

/** All records of a journal, in order; what stands behind the last whole one was never confirmed. */
export const readJournal = (dataDir: string): readonly JournalRecord[] => {
  const files = journalFilesIn(dataDir).map((path) => readFileSync(path));
  const chains = files.map((bytes) => [...recordsIn(bytes)]).filter((chain) => chain.length > 0);
  chains.sort(([a], [b]) => ((a as JournalRecord).number < (b as JournalRecord).number ? -1 : 1));
  return chains.flat();
};

/** Those behind record `last`, which has to be the one before them. */
export function* recordsBehind(last: bigint, records: readonly JournalRecord[]): Generator<JournalRecord> {
  let expected = last + 1n;
  for (const record of records) {
    if (record.number < expected) continue;
    if (record.number > expected) throw new JournalGap(expected, record.number);
    yield record;
    expected += 1n;
  }
}

/** The journal does not go on where the tables end. */
export class JournalGap extends Error {
  override readonly name = "JournalGap";
  constructor(expected: bigint, found: bigint) {
    super(`the journal goes on with record ${found} where record ${expected} belongs`);
  }
}

function* recordsIn(file: Buffer): Generator<JournalRecord> {
  let expected: bigint | undefined;
  for (let at = 0; at + HEADER_BYTES <= file.length; ) {
    if (file.readUInt32LE(at) !== MAGIC) return;
    const number = file.readBigUInt64LE(at + 8);
    const end = at + HEADER_BYTES + file.readUInt32LE(at + 16);
    if (end > file.length || (expected !== undefined && number !== expected)) return;
    const record = file.subarray(at, end);
    if (record.readUInt32LE(4) !== crc32(record.subarray(CHECKED_FROM))) return;
    yield { number, additions: decodeAdditions(record.subarray(HEADER_BYTES)) };
    expected = number + 1n;
    at = end;
  }
}

const encodeRecord = (number: bigint, additions: readonly Addition[]): Buffer => {
  const parts: Buffer[] = [Buffer.alloc(HEADER_BYTES)];
  for (const { newStreams, events } of additions) {
    parts.push(numbers(newStreams.length, events.length));
    for (const stream of newStreams) parts.push(numbers(stream.number, stream.name.length), stream.name);
    for (const { positionKey, indexKey, stored } of events)
      parts.push(positionKey, indexKey, numbers(stored.length), stored);
  }
  const record = Buffer.concat(parts);
  record.writeUInt32LE(MAGIC, 0);
  record.writeBigUInt64LE(number, 8);
  record.writeUInt32LE(record.length - HEADER_BYTES, 16);
  record.writeUInt32LE(crc32(record.subarray(CHECKED_FROM)), 4);
  return record;
};

const numbers = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.allocUnsafe(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
  return bytes;
};

const decodeAdditions = (bytes: Buffer): Addition[] => {
  const additions: Addition[] = [];
  let at = 0;
  const take = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const number = (): number => take(4).readUInt32LE(0);
  while (at < bytes.length) {
    const [streams, events] = [number(), number()];
    additions.push({
      newStreams: Array.from({ length: streams }, () => ({ number: number(), name: take(number()) })),
      events: Array.from({ length: events }, () => ({
        positionKey: take(POSITION_KEY_BYTES),
        indexKey: take(INDEX_KEY_BYTES),
        stored: take(number()),
      })),
    });
  }
  return additions;
};
