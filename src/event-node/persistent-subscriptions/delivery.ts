import { field, number64 } from "../codec/append-answers.js";
import { bodyOf, headOf, recordedIn } from "../codec/stored-event.js";
import { Reader, varint64 } from "../codec/wire.js";
import type { LoggedEvent } from "../log/reader.js";
import { structuredRecord } from "../read/render.js";
import type { Parts } from "./books.js";
import type { Entry } from "./entry.js";

const REVISION_TAG = 0x18;
const PREPARE_TAG = 0x20;
const COMMIT_TAG = 0x28;

export const confirmationMessage = (subscriptionId: string): Buffer =>
  field(0x12, field(0x0a, Buffer.from(subscriptionId)));

/** An event as it lies in the log now, with its target if it is a link that is followed. */
export type Loaded = { readonly record: LoggedEvent; readonly target: LoggedEvent | undefined; readonly link: boolean };

/** Undefined when it is in the log no more, and for a parked event whose link leads nowhere: neither is delivered. */
export const load = ({ log, resolve }: Parts, entry: Entry, resolveLinks: boolean): Loaded | undefined => {
  const record = log.at(entry.position);
  if (record === undefined) return undefined;
  const resolved = entry.replayed || resolveLinks ? resolve(record.message) : undefined;
  if (resolved?.kind !== "link") return { record, target: undefined, link: false };
  return entry.replayed && resolved.target === undefined ? undefined : { record, target: resolved.target, link: true };
};

/** ReadResp with an event. Both records carry the position of the link. */
export const eventMessage = ({ record, target, link }: Loaded, retryCount: number, structuredIds: boolean): Buffer => {
  const encoded = ({ message }: LoggedEvent): Buffer =>
    structuredIds ? structuredRecord(message) : recordedIn(message);
  const event = link ? target && movedTo(encoded(target), record.position) : encoded(record);
  return field(
    0x0a,
    Buffer.concat([
      ...(event === undefined ? [] : [field(0x0a, event)]),
      ...(link ? [field(0x12, encoded(record))] : []),
      number64(0x18, record.position),
      number64(0x28, BigInt(retryCount)),
    ]),
  );
};

/** The record with other positions. */
const movedTo = (recorded: Buffer, position: bigint): Buffer => {
  const varint = varint64(position);
  const parts: Buffer[] = [];
  const reader = new Reader(recorded);
  while (reader.more) {
    const start = reader.position;
    const tag = reader.uint32();
    reader.skip(tag);
    if (tag === PREPARE_TAG || tag === COMMIT_TAG) parts.push(Buffer.from([tag]), varint);
    else parts.push(recorded.subarray(start, reader.position));
  }
  return Buffer.concat(parts);
};

/** What a link to a delivered event says: its stream and revision, or what a link that leads nowhere said itself. */
export const linkTo = ({ record, target, link }: Loaded): string => {
  if (link && target === undefined) return bodyOf(record.message).data.toString();
  const { message } = target ?? record;
  return `${revisionIn(message)}@${headOf(message).stream.toString()}`;
};

const revisionIn = (message: Buffer): bigint => {
  for (const reader = new Reader(recordedIn(message)); reader.more; ) {
    const tag = reader.uint32();
    if (tag === REVISION_TAG) return reader.uint64();
    reader.skip(tag);
  }
  return 0n;
};
