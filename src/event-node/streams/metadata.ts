import type { Acl } from "../access/acl.js";
import { parseAcl } from "../access/acl.js";
import { MAX_REVISION } from "../log/keys.js";

/** What a stream's `$metadata` means for reading it (eventstore-protocol.md, section 5). */
export type StreamMetadata = {
  /** A metadata event exists, whatever it holds. */
  readonly present: boolean;
  readonly maxCount?: bigint;
  /** Seconds. */
  readonly maxAge?: bigint;
  /** The first revision that may be read; 2^63-1 once the stream is deleted. */
  readonly truncateBefore?: bigint;
  /** Who may do what, where the metadata says so. */
  readonly acl?: Acl;
  /** The whole JSON object, in case the stream is recreated and must keep its other keys. */
  readonly text?: string;
};

export const NO_METADATA: StreamMetadata = { present: false };
/** `$$x` itself keeps one event. */
export const METADATA_OF_METADATA: StreamMetadata = { present: false, maxCount: 1n };
export const METADATA_TYPE = "$metadata";

const METADATA_PREFIX = "$$";
export const isMetadataStream = (stream: string): boolean => stream.startsWith(METADATA_PREFIX);
export const metadataStreamOf = (stream: string): string => METADATA_PREFIX + stream;
export const streamOfMetadata = (stream: string): string => stream.slice(METADATA_PREFIX.length);

export const isSoftDeleted = ({ truncateBefore }: StreamMetadata): boolean => truncateBefore === MAX_REVISION;

/** Metadata that marks a stream as deleted. Written by hand: 2^63-1 does not survive a JavaScript number. */
export const DELETED = `{"$tb":${MAX_REVISION}}`;

/** A `$tb` too long for a number, as text. Only a top-level key can match: nested ones are told apart by the parser. */
const LONG_INTEGER = /("(?:[^"\\]|\\.)*")|(-?\d{16,})(?![\d.eE])/g;
const MARK = "\u0000bigint:";

/** JSON whose long integers come back as bigint, the others as numbers. */
const parseExactly = (text: string): unknown =>
  JSON.parse(
    text.replace(LONG_INTEGER, (_, quoted?: string, digits?: string) => quoted ?? JSON.stringify(MARK + digits)),
    (_, value: unknown) =>
      typeof value === "string" && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value,
  );

const integer = (value: unknown): bigint | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  throw new TypeError("not an integer");
};

const atLeast = (least: bigint, value: bigint | undefined): bigint | undefined =>
  value !== undefined && value >= least ? value : undefined;

/** Reads the data of a `$metadata` event. What cannot be understood counts as empty, silently, as on a real node. */
export const parseMetadata = (data: Buffer): StreamMetadata => {
  const text = data.toString("utf8");
  try {
    const keys = parseExactly(text);
    if (typeof keys !== "object" || keys === null || Array.isArray(keys)) return { present: true };
    const named = keys as Readonly<Record<string, unknown>>;
    const maxCount = atLeast(1n, integer(named["$maxCount"]));
    const maxAge = atLeast(1n, integer(named["$maxAge"]));
    const truncateBefore = atLeast(0n, integer(named["$tb"]));
    integer(named["$cacheControl"]);
    const acl = named["$acl"] === undefined ? undefined : parseAcl(named["$acl"]);
    return {
      present: true,
      text,
      ...(maxCount === undefined ? {} : { maxCount }),
      ...(maxAge === undefined ? {} : { maxAge }),
      ...(truncateBefore === undefined ? {} : { truncateBefore }),
      ...(acl === undefined ? {} : { acl }),
    };
  } catch {
    return { present: true };
  }
};

/** The metadata of a deleted stream that is written to again: its other keys stay, reading starts at `first`. */
export const recreatedFrom = (metadata: StreamMetadata, first: bigint): string => {
  const kept: Record<string, unknown> = JSON.parse(metadata.text ?? "{}");
  const others = Object.entries(kept).filter(([key]) => key !== "$tb");
  return `{${[`"$tb":${first}`, ...others.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)].join(",")}}`;
};
