import type { ProposedEvent } from "../codec/stored-event.js";

/** Sizes as a real node has them (eventstore-protocol.md, section 3.2). */
export const DEFAULT_MAX_APPEND_BYTES = 1_048_576;
/** Largest message taken, and largest record of a log: 16 MiB less 10,000. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024 - 10_000;

/** What an event counts against the append limit: data, custom metadata and two bytes per UTF-16 unit of the type. */
export const sizeOfEvent = ({ data, metadata, type }: ProposedEvent): number =>
  data.length + metadata.length + 2 * utf16Length(type);

const utf16Length = (text: Buffer): number => {
  let units = 0;
  for (const byte of text) {
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1; // a four-byte character is a surrogate pair
  }
  return units;
};

/** Names that no stream can have. `$all` can be read, never written. */
export const streamNameFault = (name: string): string | undefined => {
  if (name === "" || name === "$$") return "The stream name is empty";
  if (name === "$all") return "$all cannot be written to";
  return undefined;
};
