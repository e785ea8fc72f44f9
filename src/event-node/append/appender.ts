import type { ProposedEvent } from "../codec/stored-event.js";
import type { LogReader } from "../log/reader.js";
import type { ExpectedRevision } from "../streams/expected-revision.js";
import { ANY, judge, NOTHING_WRITTEN, STREAM_EXISTS } from "../streams/expected-revision.js";
import type { RecentWrites, Repetition, Written } from "../streams/idempotency.js";
import { compareWithLog } from "../streams/idempotency.js";
import {
  isMetadataStream,
  isSoftDeleted,
  METADATA_TYPE,
  parseMetadata,
  recreatedFrom,
  streamOfMetadata,
} from "../streams/metadata.js";
import type { Stream } from "../streams/stream.js";
import type { Streams } from "../streams/streams.js";
import type { Entry, Scribe } from "./scribe.js";
import { systemEvent } from "./system-event.js";

export type AppendRequest = {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly ProposedEvent[];
};

export type AppendOutcome =
  /** `last` is undefined when nothing has ever been written to the stream, which an empty append may leave so. */
  | {
      readonly kind: "appended";
      readonly last: Written | { readonly revision: bigint; readonly position?: never } | undefined;
    }
  /** `actual` is -1 for a stream without events. */
  | { readonly kind: "wrong-expected-version"; readonly actual: bigint }
  | { readonly kind: "stream-deleted" }
  | { readonly kind: "failed"; readonly error: Error };

export type Append = (request: AppendRequest, done: (outcome: AppendOutcome) => void) => void;

/** Decides appends one by one, in the order of their arrival, and answers each once its answer is durable. */
export const createAppend = (log: LogReader, streams: Streams, recent: RecentWrites, scribe: Scribe): Append => {
  /** An answer that writes nothing; it may rest on events that are still on their way to disk. */
  const answer = (stream: Stream, outcome: AppendOutcome, done: (outcome: AppendOutcome) => void): void =>
    scribe.afterPending(stream, (failure) =>
      done(failure === undefined ? outcome : { kind: "failed", error: failure }),
    );

  const write = ({ events }: AppendRequest, stream: Stream, done: (outcome: AppendOutcome) => void): void => {
    if (events.length === 0) {
      const { last } = stream.written;
      answer(stream, { kind: "appended", last: last === NOTHING_WRITTEN ? undefined : { revision: last } }, done);
      return;
    }
    const [end] = scribe.write([{ stream, events }, ...undeletion(streams, stream, events)], (failure) =>
      done(failure === undefined ? { kind: "appended", last: end } : { kind: "failed", error: failure }),
    );
  };

  const repetitionOf = ({ stream, expected, events }: AppendRequest, target: Stream, from: bigint): Repetition => {
    const ids = events.map((event) => event.id);
    return expected === ANY || expected === STREAM_EXISTS
      ? recent.compare(stream, ids)
      : compareWithLog(log, target, from, ids);
  };

  return (request, done) => {
    const stream = streams.get(request.stream);
    const wrong = (): void => answer(stream, { kind: "wrong-expected-version", actual: stream.written.last }, done);
    if (isMetadataStream(request.stream) && streams.get(streamOfMetadata(request.stream)).written.tombstoned) {
      return answer(stream, { kind: "stream-deleted" }, done);
    }
    const verdict = judge(request.expected, stream.written);
    switch (verdict.kind) {
      case "deleted":
        return answer(stream, { kind: "stream-deleted" }, done);
      case "wrong":
        return wrong();
      case "write": {
        if (request.expected >= NOTHING_WRITTEN) return write(request, stream, done);
        const repetition = repetitionOf(request, stream, 0n);
        if (repetition.kind === "repeated") return answer(stream, { kind: "appended", last: repetition.last }, done);
        return repetition.kind === "differs" ? wrong() : write(request, stream, done);
      }
      case "repeated-or": {
        const repetition = repetitionOf(request, stream, verdict.from);
        if (repetition.kind === "repeated") return answer(stream, { kind: "appended", last: repetition.last }, done);
        return verdict.otherwise === "write" ? write(request, stream, done) : wrong();
      }
    }
  };
};

/** Writing to a deleted stream, or to its metadata, brings it back from its next revision on (section 3.7). */
const undeletion = (streams: Streams, stream: Stream, events: readonly ProposedEvent[]): readonly Entry[] => {
  if (isSoftDeleted(stream.written.metadata)) {
    return metadataOf(streams, stream, recreatedFrom(stream.written.metadata, stream.written.last + 1n));
  }
  if (!isMetadataStream(stream.name)) return [];
  const owner = streams.get(streamOfMetadata(stream.name));
  if (!isSoftDeleted(owner.written.metadata)) return [];
  const replacing = parseMetadata(events.at(-1)?.data ?? Buffer.alloc(0));
  return isSoftDeleted(replacing) ? [] : metadataOf(streams, owner, recreatedFrom(replacing, owner.written.last + 1n));
};

const metadataOf = (streams: Streams, owner: Stream, text: string): readonly Entry[] => [
  { stream: streams.get(`$$${owner.name}`), events: [systemEvent(METADATA_TYPE, text)] },
];
