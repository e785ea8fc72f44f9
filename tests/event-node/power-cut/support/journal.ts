import { appendFileSync, closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";

/** What a node asked of the disk. `at` is nanoseconds of the monotonic clock, taken before the journal was written. */
export type Entry = { readonly at: bigint; readonly operation: bigint } & (
  | { readonly kind: "write"; readonly inode: bigint; readonly offset: number; readonly bytes: Buffer }
  /** Through a descriptor opened with O_DSYNC: on disk when the call has returned. */
  | { readonly kind: "durable-write"; readonly inode: bigint; readonly offset: number; readonly bytes: Buffer }
  /** fsync or fdatasync. */
  | { readonly kind: "sync"; readonly inode: bigint }
  | { readonly kind: "name"; readonly inode: bigint; readonly name: string }
  /** The call of the entry with the same operation has returned. */
  | { readonly kind: "end"; readonly answer: bigint }
  /** The process was killed, and this is what the file holds. Not from the node: noted by `noteLeft`. */
  | { readonly kind: "left"; readonly inode: bigint; readonly bytes: Buffer }
);

/** By their numbers in shim.c. "unknown" is what the model of the disk has no rule for. */
const KINDS = ["", "write", "durable-write", "sync", "name", "end", "unknown", "left"] as const;
const HEADER_BYTES = 40;

/** Reads what shim.c has written, one entry after another. Fails where the node did what the model does not know. */
export function* readJournal(path: string): Generator<Entry> {
  const file = openSync(path, "r");
  try {
    const read = (length: number): Buffer => {
      const bytes = Buffer.allocUnsafe(length);
      return bytes.subarray(0, length === 0 ? 0 : readSync(file, bytes));
    };
    for (let header = read(HEADER_BYTES); header.length === HEADER_BYTES; header = read(HEADER_BYTES)) {
      const length = header.readUInt32LE(4);
      const bytes = read(length);
      if (bytes.length < length) return; // killed while writing its journal
      yield entryOf(header, bytes);
    }
  } finally {
    closeSync(file);
  }
}

/** To be called when a node has been killed: says what its last calls, which never returned, have come to. */
export const noteLeft = (journal: string, file: string): void => {
  const bytes = readFileSync(file);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(KINDS.indexOf("left"), 0);
  header.writeUInt32LE(bytes.length, 4);
  header.writeBigUInt64LE(process.hrtime.bigint(), 16);
  header.writeBigUInt64LE(statSync(file, { bigint: true }).ino, 24);
  appendFileSync(journal, Buffer.concat([header, bytes]));
};

const entryOf = (header: Buffer, bytes: Buffer): Entry => {
  const kind = KINDS[header.readUInt32LE(0)];
  const common = { operation: header.readBigUInt64LE(8), at: header.readBigUInt64LE(16) };
  const inode = header.readBigUInt64LE(24);
  switch (kind) {
    case "write":
    case "durable-write":
      return { ...common, kind, inode, offset: Number(header.readBigUInt64LE(32)), bytes };
    case "sync":
      return { ...common, kind, inode };
    case "name":
      return { ...common, kind, inode, name: bytes.toString() };
    case "left":
      return { ...common, kind, inode, bytes };
    case "end":
      return { ...common, kind, answer: header.readBigInt64LE(32) };
    default:
      throw new Error("The node cut, reserved, truncated or mapped the log for writing; teach disk.ts what that means");
  }
};
