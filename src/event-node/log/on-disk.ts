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

/** A new name is as lasting as the folder that holds it. Windows has no such call and needs none. */
const syncFolder = (folder: string): void => {
  if (process.platform !== "win32") sync(folder, "r");
};

/** Makes a folder, and those that lead to it. */
export const makeFolder = (folder: string): void => {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  const above = dirname(resolve(first));
  for (let parent = dirname(resolve(folder)); parent.length >= above.length; parent = dirname(parent)) {
    syncFolder(parent);
    if (parent === above) return;
  }
};

/** Gives a finished file its name: under that name there is never anything that is not whole. */
export const complete = (unfinished: string, path: string): void => {
  syncFile(unfinished);
  renameSync(unfinished, path);
  syncFolder(dirname(path));
};
