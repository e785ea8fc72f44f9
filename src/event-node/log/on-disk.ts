import { closeSync, fsyncSync, mkdirSync, openSync, renameSync } from "node:fs";
import { dirname, resolve } from "node:path";

const sync = (path: string, flags: "r" | "r+"): void => {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** What the kernel still holds of a file is on disk afterwards. */
export const syncFile = (path: string): void => sync(path, "r+");

/** How systems and file systems say that a folder is not for syncing, Windows among them. */
const NOT_FOR_SYNCING: ReadonlySet<unknown> = new Set(["EACCES", "EBADF", "EINVAL", "EISDIR", "ENOTSUP", "EPERM"]);

/** A new name is as lasting as the folder that holds it. */
const syncFolder = (folder: string): void => {
  try {
    sync(folder, "r");
  } catch (error) {
    if (!NOT_FOR_SYNCING.has((error as NodeJS.ErrnoException).code)) throw error;
  }
};

/** Makes a folder, and those that lead to it. */
export const makeFolder = (folder: string): void => {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = resolve(folder); made.length >= resolve(first).length; made = dirname(made))
    syncFolder(dirname(made));
};

/** Gives a finished file its name: under that name there is never anything that is not whole. */
export const complete = (unfinished: string, path: string): void => {
  syncFile(unfinished);
  renameSync(unfinished, path);
  syncFolder(dirname(path));
};
