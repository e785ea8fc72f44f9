import { createHash } from "node:crypto";

/** Revision of a tombstone; the highest there is. */
export const MAX_REVISION = 2n ** 63n - 1n;
export const POSITION_KEY_BYTES = 8;
export const INDEX_KEY_BYTES = 12;
/** LMDB takes keys of up to 1,978 bytes; longer names are found by their hash. */
const MAX_PLAIN_NAME = 1024;

export const positionKey = (position: bigint): Buffer => {
  const key = Buffer.allocUnsafe(POSITION_KEY_BYTES);
  key.writeBigUInt64BE(position, 0);
  return key;
};

export const positionOf = (key: Buffer): bigint => key.readBigUInt64BE(0);

export const indexKey = (streamNumber: number, revision: bigint): Buffer => {
  const key = Buffer.allocUnsafe(INDEX_KEY_BYTES);
  key.writeUInt32BE(streamNumber, 0);
  key.writeBigUInt64BE(revision, 4);
  return key;
};

export const streamNumberOf = (key: Buffer): number => key.readUInt32BE(0);
export const revisionOf = (key: Buffer): bigint => key.readBigUInt64BE(4);

/** What the table of streams holds for a name: its number, and the name where the key is only its hash. */
export const streamValue = (name: Buffer, number: number): Buffer => {
  const value = Buffer.allocUnsafe(4);
  value.writeUInt32BE(number, 0);
  return name.length <= MAX_PLAIN_NAME ? value : Buffer.concat([value, name]);
};

export const nameOfKey = (key: Buffer, value: Buffer): string =>
  key[0] === 0 ? key.toString("utf8", 1) : value.toString("utf8", 4);

export const nameKey = (name: Buffer): Buffer =>
  name.length <= MAX_PLAIN_NAME
    ? Buffer.concat([Buffer.from([0]), name])
    : Buffer.concat([Buffer.from([1]), createHash("sha256").update(name).digest()]);
