import { MAX_REVISION } from "../log/keys.js";
import type { ExpectedRevision } from "../streams/expected-revision.js";
import { judge, NOTHING_WRITTEN } from "../streams/expected-revision.js";
import type { Written } from "../streams/idempotency.js";
import { DELETED, isMetadataStream, METADATA_TYPE, metadataStreamOf, streamOfMetadata } from "../streams/metadata.js";
import type { Stream } from "../streams/stream.js";
import type { Streams } from "../streams/streams.js";
import type { AppendOutcome } from "./appender.js";
import type { Entry, Scribe } from "./scribe.js";
import { systemEvent } from "./system-event.js";

export type Remove = (stream: string, expected: ExpectedRevision, done: (outcome: AppendOutcome) => void) => void;
export type Removal = { readonly softDelete: Remove; readonly tombstone: Remove };

/** Deleting a stream, softly or for ever (eventstore-protocol.md, section 3.7). */
export const createRemoval = (streams: Streams, scribe: Scribe): Removal => {
  const answer = (stream: Stream, outcome: AppendOutcome, done: (outcome: AppendOutcome) => void): void =>
    scribe.afterPending(stream, (failure) =>
      done(failure === undefined ? outcome : { kind: "failed", error: failure }),
    );

  const remove =
    (mayBeEmpty: boolean, entry: (stream: Stream) => Entry): Remove =>
    (name, expected, done) => {
      const stream = streams.get(name);
      const { written } = stream;
      const wrong = (): void => answer(stream, { kind: "wrong-expected-version", actual: written.last }, done);
      const metadataOfTombstoned = isMetadataStream(name) && streams.get(streamOfMetadata(name)).written.tombstoned;
      const verdict = judge(expected, written);
      if (metadataOfTombstoned || verdict.kind === "deleted") return answer(stream, { kind: "stream-deleted" }, done);
      if (verdict.kind === "wrong") return wrong();
      if (verdict.kind === "repeated-or" && verdict.otherwise === "wrong") return wrong();
      const empty = written.last === NOTHING_WRITTEN && !written.metadata.present;
      if (!mayBeEmpty && empty) return wrong();
      const [end]: readonly (Written | undefined)[] = scribe.write([entry(stream)], (failure) =>
        done(failure === undefined ? { kind: "appended", last: end } : { kind: "failed", error: failure }),
      );
    };

  return {
    softDelete: remove(false, ({ name }) => ({
      stream: streams.get(metadataStreamOf(name)),
      events: [systemEvent(METADATA_TYPE, DELETED)],
    })),
    tombstone: remove(true, (stream) => ({ stream, events: [systemEvent("$streamDeleted")], at: MAX_REVISION })),
  };
};
