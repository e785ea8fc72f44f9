import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** One node at a time writes to a data folder: two would each hand out the same revisions. */
export type FolderLock = { release(): void };

const LOCK_FILE = "node.lock";

/** Takes the folder, or says who has it. What a killed node left behind is taken over. */
export const lockFolder = (dataDir: string): FolderLock => {
  const path = join(dataDir, LOCK_FILE);
  if (!create(path)) {
    const holder = readFileSync(path, "utf8");
    const [pid = "", startedAt = ""] = holder.split(" ");
    if (isRunning(Number(pid), startedAt)) {
      throw new Error(
        `The data folder ${dataDir} is in use by process ${pid}. Stop it, or choose another folder with --data`,
      );
    }
    rmSync(path, { force: true });
    if (!create(path)) throw new Error(`The data folder ${dataDir} was taken by another process just now`);
  }
  return { release: () => rmSync(path, { force: true }) };
};

const create = (path: string): boolean => {
  try {
    const file = openSync(path, "wx");
    writeSync(file, `${process.pid} ${startTimeOf(process.pid)}`);
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
};

const isRunning = (pid: number, startedAt: string): boolean => {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return startTimeOf(pid) === startedAt; // the number may belong to another process by now
};

/** When a process started, in ticks since boot; "ended" for one that only waits to be asked how, empty where there is no /proc. */
const startTimeOf = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "ended" : (fields[19] ?? "");
  } catch {
    return "";
  }
};
