import { FileOnDisk } from "./file-on-disk.js";
import type { Entry } from "./journal.js";
import type { Survival } from "./survival.js";
import type { Call } from "./writes.js";

/** What a disk that lies answers without doing it. */
export type Ignored = "nothing" | "syncs of files" | "syncs of the folder";

export type Disk = {
  apply(entry: Entry): void;
  /** The files of the folder if the power went now. */
  afterPowerCut(survival: Survival): ReadonlyMap<string, Buffer>;
  /** How many bytes were written, and how many syncs of files, syncs of the folder and durable writes have returned. */
  readonly seen: { bytes: number; fileSyncs: number; folderSyncs: number; durableWrites: number };
};

type Name = { readonly name: string; readonly inode: bigint; readonly call: Call };
type Begun = { readonly entry: Exclude<Entry, { kind: "end" | "left" }>; readonly call: Call };

/**
 * The disk under a node, as POSIX promises it and no better: what was written is there after a power cut if a sync
 * that began after the write had returned has itself returned, or if the write went through O_DSYNC and has returned.
 * A name is there if the folder was synced in the same way. All else may be there or not, sector by sector.
 * `folder` is the inode of the data folder.
 */
export const createDisk = (folder: bigint, ignored: Ignored): Disk => {
  const begun = new Map<bigint, Begun>();
  const files = new Map<bigint, FileOnDisk>();
  const names: Name[] = [];
  const seen = { bytes: 0, fileSyncs: 0, folderSyncs: 0, durableWrites: 0 };
  let keptNames = 0;
  let count = 0;

  const fileOf = (inode: bigint): FileOnDisk => {
    const file = files.get(inode) ?? new FileOnDisk();
    files.set(inode, file);
    return file;
  };

  const begin = (entry: Begun["entry"]): void => {
    const call = { start: count, end: Number.POSITIVE_INFINITY };
    begun.set(entry.operation, { entry, call });
    if (entry.kind === "name") names.push({ name: entry.name, inode: entry.inode, call });
    else if (entry.kind !== "sync") fileOf(entry.inode).write(entry.offset, entry.bytes, call);
  };

  const end = (operation: bigint, answer: bigint): void => {
    const { entry, call } = begun.get(operation) ?? fail("a call ended that had not begun");
    begun.delete(operation);
    call.end = count;
    const expected = entry.kind === "write" || entry.kind === "durable-write" ? entry.bytes.length : 0;
    seen.bytes += expected;
    if (answer !== BigInt(expected)) fail(`a ${entry.kind} answered ${answer} instead of ${expected}`);
    if (entry.kind === "durable-write") {
      seen.durableWrites += 1;
      fileOf(entry.inode).keepWrite(entry.offset, entry.bytes.length, call);
    } else if (entry.kind === "sync" && entry.inode === folder) {
      seen.folderSyncs += 1;
      if (ignored !== "syncs of the folder") while ((names[keptNames]?.call.end ?? count) < call.start) keptNames += 1;
    } else if (entry.kind === "sync") {
      seen.fileSyncs += 1;
      if (ignored !== "syncs of files") fileOf(entry.inode).keepBefore(call.start);
    }
  };

  /** The power stayed on: calls under way have happened as far as the file shows, and the file shows nothing else. */
  const processDied = (inode: bigint, left: Buffer): void => {
    const file = fileOf(inode);
    for (const [operation, { entry, call }] of begun) {
      if (entry.inode !== inode) continue;
      begun.delete(operation);
      call.end = count;
      if (entry.kind === "write" || entry.kind === "durable-write")
        file.settle(entry.offset, entry.bytes.length, call, left);
    }
    if (!file.contents().equals(left)) fail("the file holds what the journal does not know of");
  };

  return {
    seen,
    apply: (entry) => {
      count += 1;
      if (entry.kind === "end") end(entry.operation, entry.answer);
      else if (entry.kind === "left") processDied(entry.inode, entry.bytes);
      else begin(entry);
    },
    afterPowerCut: (survival) => {
      const surviving = new Map<string, FileOnDisk>();
      for (const { name, inode } of names.slice(0, keptNames + survival.count(names.length - keptNames))) {
        for (const [other, file] of surviving) if (file === fileOf(inode)) surviving.delete(other);
        surviving.set(name, fileOf(inode));
      }
      return new Map([...surviving].map(([name, file]) => [name, file.afterPowerCut(survival)]));
    },
  };
};

const fail = (what: string): never => {
  throw new Error(`The journal cannot be right: ${what}`);
};
