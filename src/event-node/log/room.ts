import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import type { RootDatabase } from "lmdb";

/** Zeros written ahead of the log at a time, and what must be left of them. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const LOW_WATER_BYTES = 1024 * 1024;
/** A write dirties about this many bytes of pages for each byte of events; it only decides when to look again. */
const PAGE_OVERHEAD = 4;

/**
 * Keeps written zeros ahead of the end of the log. A sync after writing into blocks that exist needs no journal
 * commit of the file system, which halves its time and spares it the queue behind other programs' syncs.
 */
export type Room = {
  /** To be awaited before a commit, never during one: only the file's unused end is written to. */
  makeFor(bytes: number): Promise<void>;
  close(): Promise<void>;
};

export const createRoom = async (root: RootDatabase, path: string): Promise<Room> => {
  const file = await open(path, "r+");
  let unchecked = Number.POSITIVE_INFINITY;

  const left = async (): Promise<number> => {
    const { lastPageNumber, pageSize } = root.getStats() as { lastPageNumber: number; pageSize: number };
    const { size } = await file.stat();
    return size - (lastPageNumber + 1) * pageSize;
  };

  return {
    makeFor: async (bytes) => {
      unchecked += bytes * PAGE_OVERHEAD;
      if (unchecked < LOW_WATER_BYTES) return;
      unchecked = 0;
      if ((await left()) < 2 * LOW_WATER_BYTES) await extend(file);
    },
    close: () => file.close(),
  };
};

/** A disk without room for it is no error here: the commit itself finds out whether it fits. */
const extend = async (file: FileHandle): Promise<void> => {
  const { size } = await file.stat();
  await file.write(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, size).catch(() => undefined);
};
