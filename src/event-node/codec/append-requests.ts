import type { ExpectedRevision } from "../streams/expected-revision.js";
import { ANY, NO_STREAM, STREAM_EXISTS } from "../streams/expected-revision.js";
import type { ProposedEvent } from "./stored-event.js";
import { EMPTY_UUID, readUuid } from "./uuid.js";
import { Reader } from "./wire.js";

/** Requests that carry events, read by hand: they are most of what a node is sent. Numbers: eventstore-protocol.md, section 2. */

const EMPTY = Buffer.alloc(0);
const JSON_CONTENT = "application/json";
const TYPE_KEY = Buffer.from("type");
const CONTENT_TYPE_KEY = Buffer.from("content-type");

/** An event together with what is wrong with it, if anything. */
export type Proposal = { readonly event: ProposedEvent; readonly fault?: "missing-metadata" | "bad-id" | "empty-type" };

export type AppendOptions = { readonly stream: Buffer; readonly expected: ExpectedRevision };

export const readStreamName = (message: Buffer): Buffer => {
  for (const reader = new Reader(message); reader.more; ) {
    const tag = reader.uint32();
    if (tag === 0x1a) return reader.bytes();
    reader.skip(tag);
  }
  return EMPTY;
};

const LARGEST_REVISION = 2n ** 63n - 1n;

/** The expectation behind a tag with this field number (2 to 5); undefined for any other field. */
const readExpected = (tag: number, reader: Reader): ExpectedRevision | undefined => {
  switch (tag) {
    case 0x10: {
      const revision = reader.uint64();
      return revision > LARGEST_REVISION ? LARGEST_REVISION : revision;
    }
    case 0x1a:
      reader.bytes();
      return NO_STREAM;
    case 0x22:
      reader.bytes();
      return ANY;
    case 0x2a:
      reader.bytes();
      return STREAM_EXISTS;
    default:
      return undefined;
  }
};

/** Options of Append, Delete and Tombstone. */
export const readOptions = (message: Buffer): AppendOptions => {
  let stream: Buffer = EMPTY;
  let expected = ANY;
  for (const reader = new Reader(message); reader.more; ) {
    const tag = reader.uint32();
    if (tag === 0x0a) stream = readStreamName(reader.bytes());
    else {
      const found = readExpected(tag, reader);
      if (found === undefined) reader.skip(tag);
      else expected = found;
    }
  }
  return { stream, expected };
};

export const readProposal = (message: Buffer): Proposal => {
  let id: string | undefined;
  let type: Buffer | undefined;
  let contentType: string | undefined;
  let metadata: Buffer = EMPTY;
  let data: Buffer = EMPTY;
  for (const reader = new Reader(message); reader.more; ) {
    const tag = reader.uint32();
    if (tag === 0x0a) id = readUuid(reader.bytes());
    else if (tag === 0x12) {
      const { key, value } = readPair(reader.bytes());
      if (key.equals(TYPE_KEY)) type = value;
      else if (key.equals(CONTENT_TYPE_KEY)) contentType = value.toString("latin1");
    } else if (tag === 0x1a) metadata = reader.bytes();
    else if (tag === 0x22) data = reader.bytes();
    else reader.skip(tag);
  }
  const event = { id: id ?? EMPTY_UUID, type: type ?? EMPTY, json: contentType === JSON_CONTENT, metadata, data };
  if (type === undefined || contentType === undefined) return { event, fault: "missing-metadata" };
  if (event.id === EMPTY_UUID) return { event, fault: "bad-id" };
  return type.length === 0 ? { event, fault: "empty-type" } : { event };
};

const readPair = (message: Buffer): { key: Buffer; value: Buffer } => {
  let key: Buffer = EMPTY;
  let value: Buffer = EMPTY;
  for (const reader = new Reader(message); reader.more; ) {
    const tag = reader.uint32();
    if (tag === 0x0a) key = reader.bytes();
    else if (tag === 0x12) value = reader.bytes();
    else reader.skip(tag);
  }
  return { key, value };
};

/** One message of an Append call: either the options or an event. */
export const readAppendRequest = (message: Buffer): { options: AppendOptions } | { proposal: Proposal } | undefined => {
  for (const reader = new Reader(message); reader.more; ) {
    const tag = reader.uint32();
    if (tag === 0x0a) return { options: readOptions(reader.bytes()) };
    if (tag === 0x12) return { proposal: readProposal(reader.bytes()) };
    reader.skip(tag);
  }
  return undefined;
};

/** Options of a BatchAppend request, with the bytes of what the answer must repeat. */
export type BatchOptions = AppendOptions & {
  readonly identifierBytes: Buffer;
  /** Milliseconds since 1970 when the caller stops waiting. */
  readonly deadline?: number;
};

export type BatchRequest = {
  readonly correlation: Buffer;
  readonly options?: BatchOptions;
  readonly proposals: readonly Proposal[];
  readonly final: boolean;
};

export const readBatchRequest = (message: Buffer): BatchRequest => {
  let correlation: Buffer = EMPTY;
  let options: BatchOptions | undefined;
  let final = false;
  const proposals: Proposal[] = [];
  for (const reader = new Reader(message); reader.more; ) {
    const tag = reader.uint32();
    if (tag === 0x0a) correlation = reader.bytes();
    else if (tag === 0x12) options = readBatchOptions(reader.bytes());
    else if (tag === 0x1a) proposals.push(readProposal(reader.bytes()));
    else if (tag === 0x20) final = reader.uint32() !== 0;
    else reader.skip(tag);
  }
  return { correlation, ...(options === undefined ? {} : { options }), proposals, final };
};

const readBatchOptions = (message: Buffer): BatchOptions => {
  let identifierBytes: Buffer = EMPTY;
  let expected = ANY;
  let deadline: number | undefined;
  for (const reader = new Reader(message); reader.more; ) {
    const tag = reader.uint32();
    if (tag === 0x0a) identifierBytes = reader.bytes();
    else if (tag === 0x32) deadline = readInstant(reader.bytes());
    else if (tag === 0x3a) deadline = Date.now() + readInstant(reader.bytes());
    else {
      const found = readExpected(tag, reader);
      if (found === undefined) reader.skip(tag);
      else expected = found;
    }
  }
  const base = { identifierBytes, stream: readStreamName(identifierBytes), expected };
  return deadline === undefined ? base : { ...base, deadline };
};

/** A Timestamp or a Duration, in milliseconds. */
const readInstant = (message: Buffer): number => {
  let milliseconds = 0;
  for (const reader = new Reader(message); reader.more; ) {
    const tag = reader.uint32();
    if (tag === 0x08) milliseconds += Number(reader.int64()) * 1000;
    else if (tag === 0x10) milliseconds += (reader.uint32() | 0) / 1e6;
    else reader.skip(tag);
  }
  return milliseconds;
};
