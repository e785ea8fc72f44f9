import type { FileHandle } from "node:fs/promises";
import { open, statfs } from "node:fs/promises";
import type { RootDatabase } from "lmdb";

/** Zeros written ahead of the log at a time, and what must be left of them. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const LOW_WATER_BYTES = 2 * 1024 * 1024;
/** A write dirties about this many bytes of pages for each byte of events; it only decides when to look again. */
const PAGE_OVERHEAD = 4;
/** The file system is asked for its free room again after this much was written. */
const LOOK_EVERY_BYTES = 1024 * 1024;

/** There is too little room to write. What is stored is safe; appends go on as soon as there is room. */
export class DiskFull extends Error {
  override readonly name = "DiskFull";
  constructor(path: string, left: number, needed: number) {
    super(
      `The disk of ${path} is full: ${left} bytes left, ${needed} are kept free. Appends are refused until there is room`,
    );
  }
}

/**
 * Keeps written zeros ahead of the end of the log. A sync after writing into blocks that exist needs no journal
 * commit of the file system, which halves its time and spares it the queue behind other programs' syncs.
 */
export type Room = {
  /** Refuses, with a DiskFull, what would take the room that is to be kept free. */
  makeFor(bytes: number): Promise<void>;
  /** To be awaited before a transaction, never during one: only the file's unused end is written to. */
  growAhead(): Promise<void>;
  close(): Promise<void>;
};

/** `minFreeBytes` of the disk are left alone: a scavenge needs some room to make room. */
export const createRoom = async (root: RootDatabase, path: string, minFreeBytes: number): Promise<Room> => {
  const file = await open(path, "r+");
  let unlooked = Number.POSITIVE_INFINITY;
  let left = 0;

  const ahead = async (): Promise<number> => {
    const { lastPageNumber, pageSize } = root.getStats() as { lastPageNumber: number; pageSize: number };
    const { size } = await file.stat();
    return size - (lastPageNumber + 1) * pageSize;
  };

  return {
    makeFor: async (bytes) => {
      unlooked += bytes * PAGE_OVERHEAD;
      if (unlooked < LOOK_EVERY_BYTES) return;
      const { bavail, bsize } = await statfs(path);
      left = bavail * bsize;
      if (left < minFreeBytes + bytes * PAGE_OVERHEAD) throw new DiskFull(path, left, minFreeBytes);
      unlooked = 0;
    },
    growAhead: async () => {
      if (left > minFreeBytes + 2 * CHUNK_BYTES && (await ahead()) < LOW_WATER_BYTES) await extend(file);
    },
    close: () => file.close(),
  };
};

/** A disk without room for it is no error here: the commit itself finds out whether it fits. */
const extend = async (file: FileHandle): Promise<void> => {
  const { size } = await file.stat();
  await file.write(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, size).catch(() => undefined);
};
