import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Database, RootDatabase } from "lmdb";
import { open } from "lmdb";
import { complete, syncFile } from "./on-disk.js";

/** Virtual address space reserved for the file, not disk and not memory: 1 TiB. The log cannot grow beyond it. */
const MAP_BYTES = 2 ** 40;
export const FILE_NAME = "events.mdb";
/** Written once; a file of another format is refused. */
const FORMAT = "1";
const FORMAT_KEY = Buffer.from("format");

export type Table = Database<Buffer, Buffer>;

/** The tables of the log file. Keys are big-endian, so that they sort as numbers. */
export type Environment = {
  readonly root: RootDatabase;
  /** Position (8 bytes) to checksum and ReadResp message. */
  readonly events: Table;
  /** Stream number (4 bytes) and revision (8 bytes) to position. */
  readonly index: Table;
  /** Stream name to stream number. */
  readonly streams: Table;
  /** What the node keeps about itself: format and instance id. */
  readonly settings: Table;
};

/**
 * Opens the log of a data folder, which has to exist, or creates it. `overlappingSync` is off, which makes a commit of lmdb-js LMDB's
 * own: data pages are written and synced before the meta page that makes them visible, and the commit's promise
 * resolves after both. With it on (its default) a commit is visible, and acknowledged, before it is on disk.
 */
export const openEnvironment = async (dataDir: string): Promise<Environment> => {
  const path = join(dataDir, FILE_NAME);
  const exists = existsSync(path) && statSync(path).size > 0;
  // A node that was killed may have left pages in the kernel: what is served has to be on disk.
  if (exists) syncFile(path);
  else await createLog(path);
  const root = openFile(path, false);
  const format = tableOf(root, "settings").get(FORMAT_KEY)?.toString();
  if (format !== FORMAT) throw new Error(`${path} has format ${format}; this version reads format ${FORMAT}`);
  return tablesOf(root);
};

/** A power cut leaves a whole log under its name, or none. */
const createLog = async (path: string): Promise<void> => {
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { force: true });
  const root = openFile(unfinished, false);
  tableOf(root, "settings").putSync(FORMAT_KEY, Buffer.from(FORMAT));
  await root.close();
  rmSync(`${unfinished}-lock`, { force: true });
  complete(unfinished, path);
};

/** Opens a copy that nobody else has open. */
export const openCopy = (path: string): Environment => tablesOf(openFile(path, false));

/** Opens the log beside the node that may be running on it, to look and to copy, never to write. */
export const openToRead = (dataDir: string): Environment => tablesOf(openFile(join(dataDir, FILE_NAME), true));

const openFile = (path: string, readOnly: boolean): RootDatabase =>
  open({
    path,
    overlappingSync: false,
    eventTurnBatching: false,
    mapSize: MAP_BYTES,
    maxDbs: 8,
    maxReaders: 64,
    readOnly,
  });

const tableOf = (root: RootDatabase, name: string): Table =>
  root.openDB({ name, keyEncoding: "binary", encoding: "binary" });

const tablesOf = (root: RootDatabase): Environment => ({
  root,
  events: tableOf(root, "events"),
  index: tableOf(root, "index"),
  streams: tableOf(root, "streams"),
  settings: tableOf(root, "settings"),
});
