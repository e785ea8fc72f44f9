import type { ProposedEvent } from "../codec/stored-event.js";
import { bodyOf, CHECKSUM_BYTES, createdEntry, encodeStored } from "../codec/stored-event.js";
import { indexKey, positionKey } from "../log/keys.js";
import type { LogReader } from "../log/reader.js";
import type { LogWriter, NewEvent, Write } from "../log/writer.js";
import type { RecentWrites, Written } from "../streams/idempotency.js";
import { isMetadataStream, parseMetadata, streamOfMetadata } from "../streams/metadata.js";
import type { PendingEvents, Stream, StreamView } from "../streams/stream.js";
import type { Streams } from "../streams/streams.js";

/** Events for one stream. `at` overrides the revision of the first, which only a tombstone does. */
export type Entry = { readonly stream: Stream; readonly events: readonly ProposedEvent[]; readonly at?: bigint };

export type Scribe = {
  /** Gives the entries revisions and positions and hands them to disk as one write. Answers where each entry ends. */
  write(entries: readonly Entry[], done: (failure?: Error) => void): readonly Written[];
  /** Calls back when everything written so far is on disk: for answers that rest on it. */
  afterPending(stream: Stream, done: (failure?: Error) => void): void;
  /** After a failed commit, positions start again from what is on disk. */
  rewind(): void;
};

type Change = { readonly stream: Stream; readonly view: StreamView };

/** Sets down events: the only place that hands out revisions and positions, and that changes what a stream is. */
export const createScribe = (log: LogReader, writer: LogWriter, streams: Streams, recent: RecentWrites): Scribe => {
  let { next } = log.tail();
  let createdAt = 0;
  let created = createdEntry(0);

  const createdNow = (): Buffer => {
    const now = Date.now();
    if (now !== createdAt) {
      createdAt = now;
      created = createdEntry(now);
    }
    return created;
  };

  const change = (stream: Stream, view: StreamView): Change => {
    stream.written = view;
    stream.pins += 1;
    return { stream, view };
  };

  const setDown = ({ stream, events, at }: Entry): { records: NewEvent[]; pending: PendingEvents; end: Written } => {
    const records: NewEvent[] = [];
    const ids: string[] = [];
    const positions: bigint[] = [];
    const first = at ?? stream.written.last + 1n;
    const stamp = createdNow();
    let revision = first;
    for (const event of events) {
      const stored = encodeStored(event, stream.nameBytes, revision, next, stamp);
      const key = positionKey(next);
      records.push({
        stream: stream.name,
        positionKey: key,
        indexKey: indexKey(stream.number, revision),
        stored,
      });
      recent.remember(event.id, stream.name, { revision, position: next });
      ids.push(event.id);
      positions.push(next);
      next += BigInt(stored.length);
      revision += 1n;
    }
    return {
      records,
      pending: { first, ids, positions },
      end: { revision: revision - 1n, position: positions.at(-1) ?? 0n },
    };
  };

  const write: Scribe["write"] = (entries, done) => {
    const records: NewEvent[] = [];
    const newStreams: { name: Buffer; number: number }[] = [];
    const changes: Change[] = [];
    const ends: Written[] = [];
    for (const entry of entries) {
      const { stream } = entry;
      if (stream.number === 0) {
        stream.number = streams.nextNumber();
        newStreams.push({ name: stream.nameBytes, number: stream.number });
      }
      const { records: own, pending, end } = setDown(entry);
      for (const record of own) records.push(record);
      ends.push(end);
      stream.pending.push(pending);
      changes.push(change(stream, { ...stream.written, last: end.revision, tombstoned: entry.at !== undefined }));
      const last = own.at(-1);
      if (isMetadataStream(stream.name) && last !== undefined) changes.push(metadataChange(stream.name, last.stored));
    }
    let bytes = 0;
    for (const { stored } of records) bytes += stored.length;
    writer.write({ events: records, newStreams, bytes, done: settle(entries, changes, done) });
    return ends;
  };

  const metadataChange = (name: string, stored: Buffer): Change => {
    const owner = streams.get(streamOfMetadata(name));
    const metadata = parseMetadata(bodyOf(stored.subarray(CHECKSUM_BYTES)).data);
    return change(owner, { ...owner.written, metadata });
  };

  const settle =
    (entries: readonly Entry[], changes: readonly Change[], done: (failure?: Error) => void): Write["done"] =>
    (failure) => {
      for (const { stream, view } of changes) {
        stream.pins -= 1;
        if (failure === undefined) stream.durable = view;
      }
      for (const { stream } of entries) stream.pending.shift();
      done(failure);
    };

  return {
    write,
    afterPending: (stream, done) => {
      if (stream.pins === 0) done();
      else writer.write({ events: [], newStreams: [], bytes: 0, done });
    },
    rewind: () => {
      ({ next } = log.tail());
    },
  };
};
