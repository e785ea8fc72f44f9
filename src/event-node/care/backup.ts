import { existsSync } from "node:fs";
import { copyFile, mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { FILE_NAME, openToRead } from "../log/environment.js";
import { checkFile } from "../log/file-check.js";
import { lockFolder } from "../log/lock.js";

/** Copies the log as it is at one moment, while a node may go on writing to it. The copy holds no freed pages. */
export const backupLog = async (dataDir: string, target: string): Promise<void> => {
  const copy = join(target, FILE_NAME);
  if (existsSync(copy)) throw new Error(`${copy} exists. Choose an empty folder for the backup`);
  if (!existsSync(join(dataDir, FILE_NAME))) throw new Error(`There is no log in ${dataDir}`);
  await mkdir(target, { recursive: true });
  const unfinished = `${copy}.unfinished`;
  await rm(unfinished, { force: true });
  const { root } = openToRead(dataDir);
  try {
    await root.backup(unfinished, true);
  } finally {
    await root.close();
  }
  await complete(unfinished, copy);
};

/** Puts a backup into a folder that holds no log yet. */
export const restoreLog = async (backup: string, dataDir: string): Promise<void> => {
  const source = join(backup, FILE_NAME);
  if (!existsSync(source)) throw new Error(`There is no backup in ${backup}: ${source} does not exist`);
  checkFile(source);
  await mkdir(dataDir, { recursive: true });
  const lock = lockFolder(dataDir);
  try {
    const target = join(dataDir, FILE_NAME);
    if (existsSync(target))
      throw new Error(`${dataDir} holds a log already. Move it away, or choose another folder with --data`);
    const unfinished = `${target}.unfinished`;
    await copyFile(source, unfinished);
    await complete(unfinished, target);
  } finally {
    lock.release();
  }
};

/** Under its own name stands only what is whole and on disk. */
const complete = async (unfinished: string, path: string): Promise<void> => {
  const file = await open(unfinished, "r+");
  await file.sync();
  await file.close();
  await rename(unfinished, path);
};
