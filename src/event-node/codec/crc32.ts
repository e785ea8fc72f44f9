import * as zlib from "node:zlib";

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

const inScript = (bytes: Buffer): number => {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] as number);
  return ~value >>> 0;
};

/** CRC-32 as zlib has it. Node has it in C since 20.15; older ones take the slow way, with the same result. */
export const crc32: (bytes: Buffer) => number = "crc32" in zlib ? (zlib.crc32 as (bytes: Buffer) => number) : inScript;
