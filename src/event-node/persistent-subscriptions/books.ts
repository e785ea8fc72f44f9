import type { Append } from "../append/appender.js";
import type { Removal } from "../append/remove.js";
import { systemEvent } from "../append/system-event.js";
import type { ProposedEvent } from "../codec/stored-event.js";
import type { ReadParts } from "../read/parts.js";
import { ANY } from "../streams/expected-revision.js";
import { METADATA_TYPE, metadataStreamOf } from "../streams/metadata.js";

/** What persistent subscriptions need of the store. */
export type Parts = ReadParts & { readonly append: Append } & Pick<Removal, "softDelete">;

/** Resolves when the event is on disk. */
export const write = ({ append }: Pick<Parts, "append">, stream: string, event: ProposedEvent): Promise<void> =>
  new Promise((resolve, reject) => {
    append({ stream, expected: ANY, events: [event] }, (outcome) => {
      if (outcome.kind === "appended") resolve();
      else
        reject(outcome.kind === "failed" ? outcome.error : new Error(`${stream} cannot be written: ${outcome.kind}`));
    });
  });

/** Gives a stream of the node's own a `$maxCount` unless it has one, so that a scavenge can clear what is outdated. */
export const keepNewest = async (parts: Parts, stream: string, count: number): Promise<void> => {
  if (parts.streams.get(stream).written.metadata.maxCount !== undefined) return;
  await write(parts, metadataStreamOf(stream), systemEvent(METADATA_TYPE, JSON.stringify({ $maxCount: count })));
};

/** Soft-deletes a stream of the node's own. One that was never written, or is deleted already, is fine. */
export const discard = ({ softDelete }: Parts, stream: string): Promise<void> =>
  new Promise((resolve, reject) => {
    softDelete(stream, ANY, (outcome) => (outcome.kind === "failed" ? reject(outcome.error) : resolve()));
  });
