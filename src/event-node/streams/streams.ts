import { bodyOf } from "../codec/stored-event.js";
import { MAX_REVISION } from "../log/keys.js";
import type { LogReader } from "../log/reader.js";
import { NOTHING_WRITTEN } from "./expected-revision.js";
import type { StreamMetadata } from "./metadata.js";
import { isMetadataStream, METADATA_OF_METADATA, metadataStreamOf, NO_METADATA, parseMetadata } from "./metadata.js";
import type { Stream, StreamView } from "./stream.js";

/** The streams used lately, at most this many; the others are looked up in the log again. About 1 KiB each. */
const KEPT_STREAMS = 50_000;

export type Streams = {
  /** Any name, written or not. */
  get(name: string): Stream;
  /** A number for a stream about to get its first event. */
  nextNumber(): number;
  /** After a failed commit: what was on its way never happened. */
  forgetAll(): void;
};

export const createStreams = (log: LogReader): Streams => {
  const kept = new Map<string, Stream>();
  let lastNumber = log.lastStreamNumber();

  const metadataIn = (name: string): StreamMetadata => {
    if (isMetadataStream(name)) return METADATA_OF_METADATA;
    const number = log.streamNumber(Buffer.from(metadataStreamOf(name)));
    const last = number === undefined ? undefined : log.lastRevision(number);
    const event = number === undefined || last === undefined ? undefined : log.eventAt(number, last);
    return event === undefined ? NO_METADATA : parseMetadata(bodyOf(event.message).data);
  };

  const load = (name: string): Stream => {
    const nameBytes = Buffer.from(name);
    const number = log.streamNumber(nameBytes) ?? 0;
    const last = number === 0 ? NOTHING_WRITTEN : (log.lastRevision(number) ?? NOTHING_WRITTEN);
    const view: StreamView = { last, tombstoned: last === MAX_REVISION, metadata: metadataIn(name) };
    return { name, nameBytes, number, written: view, durable: view, pending: [], pins: 0 };
  };

  /** Drops the streams that were longest unused, except those with writes under way. */
  const shrink = (): void => {
    let tries = 2 * (kept.size - KEPT_STREAMS) + 64; // one that is pinned goes to the end, and may come round again
    for (const [name, stream] of kept) {
      if (kept.size <= KEPT_STREAMS || tries-- === 0) return;
      kept.delete(name);
      if (stream.pins > 0) kept.set(name, stream);
    }
  };

  return {
    get: (name) => {
      const known = kept.get(name);
      if (known !== undefined) {
        kept.delete(name);
        kept.set(name, known);
        return known;
      }
      const stream = load(name);
      kept.set(name, stream);
      if (kept.size > KEPT_STREAMS) shrink();
      return stream;
    },
    nextNumber: () => ++lastNumber,
    forgetAll: () => {
      kept.clear();
      lastNumber = log.lastStreamNumber();
    },
  };
};
