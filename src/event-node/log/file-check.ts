import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** The file is not a log, or not a whole one. It is not opened: LMDB would crash on pages that are not there. */
export class DamagedFile extends Error {
  override readonly name = "DamagedFile";
  constructor(path: string, fault: string) {
    super(`The log ${path} is damaged: ${fault}. Restore a backup: pc event-node restore BACKUP --data DIR`);
  }
}

const MAGIC = 0xbeefc0de;
/** LMDB's two meta pages, as lmdb-js lays them out: a page header of 24 bytes or 16, then magic, version, … */
const HEADER_BYTES = [24, 16];
const META_BYTES = 136;
const MIN_PAGE = 4096;
const MAX_PAGE = 65_536;

type Meta = { readonly pageSize: number; readonly lastPage: bigint; readonly transaction: bigint };

/** Looks at the two meta pages and the length of the file, without opening it as a database. */
export const checkFile = (path: string): void => {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    if (size === 0) return; // created, and killed before the first page: LMDB begins anew
    const first = readMeta(file, 0);
    if (first === undefined) throw new DamagedFile(path, "its first page is not that of a log");
    const second = readMeta(file, first.pageSize);
    if (second === undefined) throw new DamagedFile(path, "its second page is not that of a log");
    const newest = second.transaction > first.transaction ? second : first;
    const needed = Number((newest.lastPage + 1n) * BigInt(first.pageSize));
    if (size < needed) throw new DamagedFile(path, `it is cut off after ${size} of at least ${needed} bytes`);
  } finally {
    closeSync(file);
  }
};

const readMeta = (file: number, at: number): Meta | undefined => {
  const page = Buffer.alloc(Math.max(...HEADER_BYTES) + META_BYTES);
  if (readSync(file, page, 0, page.length, at) < page.length) return undefined;
  const start = HEADER_BYTES.find((bytes) => page.readUInt32LE(bytes) === MAGIC);
  if (start === undefined) return undefined;
  return parseMeta(page.subarray(start));
};

/** magic 4, version 4, address 8, map size 8, two trees of 48 (the first begins with the page size), last page 8, transaction 8. */
const parseMeta = (meta: Buffer): Meta | undefined => {
  const pageSize = meta.readUInt32LE(24);
  if (pageSize < MIN_PAGE || pageSize > MAX_PAGE) return undefined;
  return { pageSize, lastPage: meta.readBigUInt64LE(120), transaction: meta.readBigUInt64LE(128) };
};
