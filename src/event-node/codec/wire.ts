/** Protobuf's wire format. 64-bit values are bigint throughout: a revision may be 2^63-1, which a number cannot hold. */

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** The message is not valid protobuf: cut short, or of a wire type that does not exist. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
}

/** A cursor over one message. Byte fields are views of the message, not copies. */
export class Reader {
  position: number;
  private readonly buffer: Buffer;
  private readonly end: number;

  constructor(buffer: Buffer, start = 0, end = buffer.length) {
    this.buffer = buffer;
    this.position = start;
    this.end = end;
  }

  get more(): boolean {
    return this.position < this.end;
  }

  /** A varint of at most 32 bits: tags, lengths, uint32, bool, enum. Higher bits are dropped, as protobuf does. */
  uint32(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new MalformedMessage("a varint of more than ten bytes");
  }

  uint64(): bigint {
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new MalformedMessage("a varint of more than ten bytes");
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  bytes(): Buffer {
    const length = this.uint32();
    const start = this.position;
    if (start + length > this.end) throw new MalformedMessage("a field longer than its message");
    this.position = start + length;
    return this.buffer.subarray(start, start + length);
  }

  skip(tag: number): void {
    switch (tag & 7) {
      case VARINT:
        this.uint64();
        return;
      case FIXED64:
        this.advance(8);
        return;
      case BYTES:
        this.advance(this.uint32());
        return;
      case FIXED32:
        this.advance(4);
        return;
      default:
        throw new MalformedMessage(`wire type ${tag & 7}`);
    }
  }

  private advance(count: number): void {
    if (this.position + count > this.end) throw new MalformedMessage("a field longer than its message");
    this.position += count;
  }

  private byte(): number {
    if (this.position >= this.end) throw new MalformedMessage("the message ends inside a field");
    return this.buffer[this.position++] as number;
  }
}

export const startsWith = (bytes: Buffer, start: Buffer): boolean =>
  bytes.length >= start.length && bytes.compare(start, 0, start.length, 0, start.length) === 0;

/** Bytes that `value` (0 to 2^32-1) takes as a varint. */
export const sizeOf32 = (value: number): number =>
  value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5;

/** Writes `value` (0 to 2^32-1) as a varint at `at`; returns the place behind it. */
export const put32 = (target: Buffer, value: number, at: number): number => {
  let rest = value;
  let place = at;
  while (rest >= 0x80) {
    target[place++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[place++] = rest;
  return place;
};

/** Any 64-bit value as varint bytes; negative ones as their two's complement. */
export const varint64 = (value: bigint): Buffer => {
  if (value >= 0n && value < 0x80000000n) {
    const small = Number(value);
    const bytes = Buffer.allocUnsafe(sizeOf32(small));
    put32(bytes, small, 0);
    return bytes;
  }
  let rest = BigInt.asUintN(64, value);
  const bytes = Buffer.allocUnsafe(10);
  let length = 0;
  // Seven 4-byte groups at a time would be faster; positions take this path once an append, which is cheap enough.
  for (; rest >= 0x80n; rest >>= 7n) bytes[length++] = Number(rest & 0x7fn) | 0x80;
  bytes[length++] = Number(rest);
  return bytes.subarray(0, length);
};
