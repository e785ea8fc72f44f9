import { crc32 } from "./crc32.js";
import { put32, Reader, sizeOf32, varint64 } from "./wire.js";

/**
 * How an event lies on disk: a checksum of four bytes, then the very ReadResp message that a read sends, so that
 * reading is copying. Field numbers: eventstore-protocol.md, section 2.
 */
export const CHECKSUM_BYTES = 4;
export const LINK_TYPE = "$>";

/** An event as a writer proposes it. The buffers are views of the request. */
export type ProposedEvent = {
  /** Canonical text. */
  readonly id: string;
  readonly type: Buffer;
  readonly json: boolean;
  readonly metadata: Buffer;
  readonly data: Buffer;
};

const entry = (key: string, value: string): Buffer => {
  const text = Buffer.from(value, "latin1");
  const pair = Buffer.concat([
    Buffer.from([0x0a, key.length]),
    Buffer.from(key, "latin1"),
    Buffer.from([0x12, text.length]),
    text,
  ]);
  return Buffer.concat([Buffer.from([0x32, pair.length]), pair]);
};
const JSON_ENTRY = entry("content-type", "application/json");
const BINARY_ENTRY = entry("content-type", "application/octet-stream");
const TYPE_KEY = Buffer.from("\x0a\x04type\x12", "latin1");
const EMPTY = Buffer.alloc(0);

/** `created` is text: ticks of 100 nanoseconds since 1970. */
export const createdEntry = (milliseconds: number): Buffer => entry("created", `${milliseconds}0000`);

const sizeOfBytes = (length: number): number => (length === 0 ? 0 : 1 + sizeOf32(length) + length);

const putBytes = (target: Buffer, tag: number, value: Buffer, at: number): number => {
  if (value.length === 0) return at;
  target[at] = tag;
  const place = put32(target, value.length, at + 1);
  target.set(value, place);
  return place + value.length;
};

const putVarint = (target: Buffer, tag: number, varint: Buffer, at: number): number => {
  target[at] = tag;
  target.set(varint, at + 1);
  return at + 1 + varint.length;
};

/** Encodes an event for disk and wire. `created` comes from createdEntry; `stream` is the UTF-8 name. */
export const encodeStored = (
  event: ProposedEvent,
  stream: Buffer,
  revision: bigint,
  position: bigint,
  created: Buffer,
): Buffer => {
  const revisionVarint = varint64(revision);
  const positionVarint = varint64(position);
  const contentType = event.json ? JSON_ENTRY : BINARY_ENTRY;
  const typeSize = TYPE_KEY.length + sizeOf32(event.type.length) + event.type.length;
  const nameSize = 1 + sizeOf32(stream.length) + stream.length;
  const recordedSize =
    40 +
    1 +
    sizeOf32(nameSize) +
    nameSize +
    1 +
    revisionVarint.length +
    2 * (1 + positionVarint.length) +
    1 +
    sizeOf32(typeSize) +
    typeSize +
    contentType.length +
    created.length +
    sizeOfBytes(event.metadata.length) +
    sizeOfBytes(event.data.length);
  const readEventSize = 1 + sizeOf32(recordedSize) + recordedSize + 1 + positionVarint.length;
  const stored = Buffer.allocUnsafe(CHECKSUM_BYTES + 1 + sizeOf32(readEventSize) + readEventSize);

  stored[CHECKSUM_BYTES] = 0x0a; // ReadResp.event
  let at = put32(stored, readEventSize, CHECKSUM_BYTES + 1);
  stored[at] = 0x0a; // ReadEvent.event
  at = put32(stored, recordedSize, at + 1);
  stored[at] = 0x0a; // id: 38 bytes holding `string`, 36 bytes
  stored[at + 1] = 38;
  stored[at + 2] = 0x12;
  stored[at + 3] = 36;
  stored.write(event.id, at + 4, 36, "latin1");
  at += 40;
  stored[at] = 0x12; // stream_identifier
  at = putBytes(stored, 0x1a, stream, put32(stored, nameSize, at + 1));
  at = putVarint(stored, 0x18, revisionVarint, at);
  at = putVarint(stored, 0x20, positionVarint, at);
  at = putVarint(stored, 0x28, positionVarint, at);
  stored[at] = 0x32; // metadata: type, content-type, created, in this order
  at = put32(stored, typeSize, at + 1);
  stored.set(TYPE_KEY, at);
  at = put32(stored, event.type.length, at + TYPE_KEY.length);
  stored.set(event.type, at);
  at += event.type.length;
  stored.set(contentType, at);
  stored.set(created, at + contentType.length);
  at += contentType.length + created.length;
  at = putBytes(stored, 0x3a, event.metadata, at);
  at = putBytes(stored, 0x42, event.data, at);
  putVarint(stored, 0x18, positionVarint, at); // ReadEvent.commit_position
  stored.writeUInt32LE(crc32(stored.subarray(CHECKSUM_BYTES)), 0);
  return stored;
};

/** Whether the bytes are those that were written. */
export const isIntact = (stored: Buffer): boolean =>
  stored.length > CHECKSUM_BYTES && stored.readUInt32LE(0) === crc32(stored.subarray(CHECKSUM_BYTES));

/** The RecordedEvent inside a ReadResp message. */
export const recordedIn = (message: Buffer): Buffer => {
  const response = new Reader(message);
  response.uint32();
  const event = new Reader(response.bytes());
  event.uint32();
  return event.bytes();
};

export type EventHead = {
  readonly id: string;
  readonly stream: Buffer;
  readonly type: Buffer;
};

/** What filters and idempotency look at; reads only the beginning of the message. */
export const headOf = (message: Buffer): EventHead => {
  const reader = readerOfRecorded(message);
  const id = reader.bytes().toString("latin1", 2, 38);
  reader.uint32();
  const stream = reader.bytes();
  const name = new Reader(stream);
  name.uint32();
  const nameBytes = name.bytes();
  for (let varints = 0; varints < 3; varints++) {
    reader.uint32();
    reader.uint64();
  }
  reader.uint32();
  const pair = new Reader(reader.bytes());
  pair.uint32();
  pair.bytes();
  pair.uint32();
  return { id, stream: nameBytes, type: pair.bytes() };
};

/** The cursor stands behind the tag of the id. */
const readerOfRecorded = (message: Buffer): Reader => {
  const reader = new Reader(message, 1);
  reader.uint32();
  reader.uint32();
  reader.uint32();
  reader.uint32();
  return reader;
};

export type EventBody = { readonly createdTicks: bigint; readonly metadata: Buffer; readonly data: Buffer };

/** The rest of an event: for `$maxAge`, links, stream metadata and persistent subscriptions. */
export const bodyOf = (message: Buffer): EventBody => {
  let createdTicks = 0n;
  let metadata: Buffer = EMPTY;
  let data: Buffer = EMPTY;
  for (const reader = new Reader(recordedIn(message)); reader.more; ) {
    const tag = reader.uint32();
    if (tag === 0x32) createdTicks = createdIn(reader.bytes()) ?? createdTicks;
    else if (tag === 0x3a) metadata = reader.bytes();
    else if (tag === 0x42) data = reader.bytes();
    else reader.skip(tag);
  }
  return { createdTicks, metadata, data };
};

const createdIn = (pair: Buffer): bigint | undefined => {
  const reader = new Reader(pair);
  reader.uint32();
  if (reader.bytes().toString("latin1") !== "created") return undefined;
  reader.uint32();
  return BigInt(reader.bytes().toString("latin1"));
};
