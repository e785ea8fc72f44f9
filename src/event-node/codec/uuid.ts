import { MalformedMessage, Reader } from "./wire.js";

/** Event ids travel as text or as two signed 64-bit halves. Inside the node they are canonical lower-case text. */

const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HEX = /^[0-9a-f]{32}$/;
export const EMPTY_UUID = "00000000-0000-0000-0000-000000000000";

const withDashes = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

/** Canonical text of what a caller sent, or undefined when it is no GUID. Braces, capitals and missing dashes are accepted. */
export const canonicalUuid = (text: string): string | undefined => {
  if (CANONICAL.test(text)) return text;
  const hex = text.replace(/[{}()-]/g, "").toLowerCase();
  return HEX.test(hex) ? withDashes(hex) : undefined;
};

/** Reads a UUID message; undefined when it holds no GUID. */
export const readUuid = (message: Buffer): string | undefined => {
  const reader = new Reader(message);
  while (reader.more) {
    const tag = reader.uint32();
    if (tag === 0x12) return canonicalUuid(reader.bytes().toString("latin1"));
    if (tag === 0x0a) return fromHalves(reader.bytes());
    reader.skip(tag);
  }
  return undefined;
};

const fromHalves = (message: Buffer): string => {
  const reader = new Reader(message);
  const halves = [0n, 0n];
  while (reader.more) {
    const tag = reader.uint32();
    if (tag === 0x08) halves[0] = reader.uint64();
    else if (tag === 0x10) halves[1] = reader.uint64();
    else reader.skip(tag);
  }
  return withDashes(halves.map((half) => half.toString(16).padStart(16, "0")).join(""));
};

/** The two halves of a canonical id, signed, as a `structured` UUID has them. */
export const uuidHalves = (id: string): { mostSignificant: bigint; leastSignificant: bigint } => {
  const hex = id.replaceAll("-", "");
  if (!HEX.test(hex)) throw new MalformedMessage(`${id} is not a UUID`);
  return {
    mostSignificant: BigInt.asIntN(64, BigInt(`0x${hex.slice(0, 16)}`)),
    leastSignificant: BigInt.asIntN(64, BigInt(`0x${hex.slice(16)}`)),
  };
};
