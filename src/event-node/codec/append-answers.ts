import type { AppendOutcome } from "../append/appender.js";
import type { ExpectedRevision } from "../streams/expected-revision.js";
import { ANY, NO_STREAM, NOTHING_WRITTEN, STREAM_EXISTS } from "../streams/expected-revision.js";
import { put32, sizeOf32, varint64 } from "./wire.js";

type Appended = Extract<AppendOutcome, { kind: "appended" }>["last"];

const EMPTY = Buffer.alloc(0);

/** Tag and content of one length-prefixed field. */
export const field = (tag: number, content: Buffer): Buffer => {
  const bytes = Buffer.allocUnsafe(1 + sizeOf32(content.length) + content.length);
  bytes[0] = tag;
  bytes.set(content, put32(bytes, content.length, 1));
  return bytes;
};

export const number64 = (tag: number, value: bigint): Buffer => Buffer.concat([Buffer.from([tag]), varint64(value)]);

/** AllStreamPosition; commit and prepare are the same. */
export const positionMessage = (position: bigint): Buffer => {
  const varint = varint64(position);
  const bytes = Buffer.allocUnsafe(2 + 2 * varint.length);
  bytes[0] = 0x08;
  bytes.set(varint, 1);
  bytes[1 + varint.length] = 0x10;
  bytes.set(varint, 2 + varint.length);
  return bytes;
};

/** The `success` message, the same in Append and BatchAppend. */
const success = (last: Appended): Buffer => {
  const revision = last === undefined ? field(0x12, EMPTY) : number64(0x08, last.revision);
  const position = last?.position === undefined ? field(0x22, EMPTY) : field(0x1a, positionMessage(last.position));
  return Buffer.concat([revision, position]);
};

/** An expectation as `oneof` of a revision in field `first` and three empty messages in the fields behind it. */
const expectation = (
  expected: ExpectedRevision,
  fields: { revision: number; none: number; any: number; exists: number },
): Buffer => {
  if (expected === NO_STREAM) return field(fields.none, EMPTY);
  if (expected === ANY) return field(fields.any, EMPTY);
  if (expected === STREAM_EXISTS) return field(fields.exists, EMPTY);
  return number64(fields.revision, expected);
};

/** AppendResp for what is an answer and not an error. */
export const appendSucceeded = (last: Appended): Buffer => field(0x0a, success(last));

/** AppendResp with both generations of fields, as real nodes fill them. */
export const appendWrongVersion = (expected: ExpectedRevision, actual: bigint): Buffer => {
  const none = actual === NOTHING_WRITTEN;
  return field(
    0x12,
    Buffer.concat([
      none ? field(0x12, EMPTY) : number64(0x08, actual),
      ...(expected === NO_STREAM ? [] : [expectation(expected, { revision: 0x18, none: 0, any: 0x22, exists: 0x2a })]),
      none ? field(0x3a, EMPTY) : number64(0x30, actual),
      expectation(expected, { revision: 0x40, none: 0x5a, any: 0x4a, exists: 0x52 }),
    ]),
  );
};

/** What every BatchAppendResp repeats of its request. */
export type BatchEcho = {
  readonly correlation: Buffer;
  readonly identifierBytes: Buffer;
  readonly expected: ExpectedRevision;
};

const batchAnswer = ({ correlation, identifierBytes, expected }: BatchEcho, result: Buffer): Buffer =>
  Buffer.concat([
    field(0x0a, correlation),
    result,
    field(0x22, identifierBytes),
    expectation(expected, { revision: 0x28, none: 0x32, any: 0x3a, exists: 0x42 }),
  ]);

export const batchSucceeded = (echo: BatchEcho, last: Appended): Buffer =>
  batchAnswer(echo, field(0x1a, success(last)));

/** An error of the table in eventstore-protocol.md, section 3.4. The client looks at the name of the details only. */
const batchFailed = (echo: BatchEcho, code: number, message: string, name: string, details: Buffer): Buffer => {
  const any = Buffer.concat([
    field(0x0a, Buffer.from(`type.googleapis.com/event_store.client.${name}`)),
    field(0x12, details),
  ]);
  const status = Buffer.concat([Buffer.from([0x08, code]), field(0x12, Buffer.from(message)), field(0x1a, any)]);
  return batchAnswer(echo, field(0x12, status));
};

export const batchWrongVersion = (echo: BatchEcho, actual: bigint): Buffer => {
  const current = actual === NOTHING_WRITTEN ? field(0x12, EMPTY) : number64(0x08, actual);
  const expected = expectation(echo.expected, { revision: 0x18, any: 0x22, exists: 0x2a, none: 0x32 });
  return batchFailed(echo, 6, "WrongExpectedVersion", "WrongExpectedVersion", Buffer.concat([current, expected]));
};

export const batchStreamDeleted = (echo: BatchEcho): Buffer =>
  batchFailed(echo, 5, "StreamDeleted", "StreamDeleted", field(0x0a, echo.identifierBytes));

export const batchAccessDenied = (echo: BatchEcho): Buffer =>
  batchFailed(echo, 7, "AccessDenied", "AccessDenied", EMPTY);

export const batchTimeout = (echo: BatchEcho): Buffer => batchFailed(echo, 4, "Timeout", "Timeout", EMPTY);

export const batchTooLarge = (echo: BatchEcho, maxAppendSize: number): Buffer =>
  batchFailed(echo, 3, "MaximumAppendSizeExceeded", "MaximumAppendSizeExceeded", number64(0x08, BigInt(maxAppendSize)));

export const batchBadRequest = (echo: BatchEcho, message: string): Buffer =>
  batchFailed(echo, 3, message, "BadRequest", field(0x0a, Buffer.from(message)));

/** A failure of the node itself. Not as `Unknown`: clients show the text of kinds that they do not know. */
export const batchRefused = (echo: BatchEcho, message: string): Buffer =>
  batchFailed(echo, 2, message, "BadRequest", field(0x0a, Buffer.from(message)));
