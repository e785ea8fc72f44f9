import { existsSync } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { FILE_NAME, openCopy, openToRead } from "../log/environment.js";
import { checkFile } from "../log/file-check.js";
import type { JournalRecord } from "../log/journal.js";
import { journalFilesIn, readJournal } from "../log/journal.js";
import { lockFolder } from "../log/lock.js";
import { complete, makeFolder } from "../log/on-disk.js";
import { recover } from "../log/transfer.js";

/** Copies the log as it is at one moment, while a node may go on writing to it. The copy holds no freed pages. */
export const backupLog = async (dataDir: string, target: string): Promise<void> => {
  const copy = join(target, FILE_NAME);
  if (existsSync(copy)) throw new Error(`${copy} exists. Choose an empty folder for the backup`);
  if (!existsSync(join(dataDir, FILE_NAME))) throw new Error(`There is no log in ${dataDir}`);
  makeFolder(target);
  const unfinished = `${copy}.unfinished`;
  await rm(unfinished, { force: true });
  const journal = readJournal(dataDir); // before the tables, which then lack nothing that stands between the two
  const { root } = openToRead(dataDir);
  try {
    await root.backup(unfinished, true);
  } finally {
    await root.close();
  }
  await addTo(unfinished, journal);
  complete(unfinished, copy);
};

/** What had not come into the tables yet. The copy then needs no journal. */
const addTo = async (path: string, journal: readonly JournalRecord[]): Promise<void> => {
  const environment = openCopy(path);
  try {
    await recover(environment, journal);
  } finally {
    await environment.root.close();
    await rm(`${path}-lock`, { force: true });
  }
};

/** Puts a backup into a folder that holds no log yet. */
export const restoreLog = async (backup: string, dataDir: string): Promise<void> => {
  const source = join(backup, FILE_NAME);
  if (!existsSync(source)) throw new Error(`There is no backup in ${backup}: ${source} does not exist`);
  checkFile(source);
  makeFolder(dataDir);
  const lock = lockFolder(dataDir);
  try {
    const target = join(dataDir, FILE_NAME);
    if (existsSync(target) || journalFilesIn(dataDir).length > 0)
      throw new Error(`${dataDir} holds a log already. Move it away, or choose another folder with --data`);
    const unfinished = `${target}.unfinished`;
    await copyFile(source, unfinished);
    complete(unfinished, target);
  } finally {
    lock.release();
  }
};
