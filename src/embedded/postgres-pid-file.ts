import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Postgres refuses to start when its pid file names a living process, whatever that is. After a crash in a container the
 * same number often belongs to one of our own processes by now: then the file is removed. A number that belongs to a
 * Postgres, or to nobody, is left to Postgres, which knows better what to do.
 */
export const dropForeignPidFile = async (dataFolder: string): Promise<void> => {
  const file = join(dataFolder, "postmaster.pid");
  const text = await readFile(file, "utf8").catch(() => null);
  const pid = Number(text?.split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  const command = await commandOf(pid);
  if (command !== null && !command.includes("postgres")) await rm(file, { force: true });
};

const commandOf = async (pid: number): Promise<string | null> => {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
  } catch {
    return commandFromPs(pid); // no /proc: macOS, or no such process
  }
};

const commandFromPs = async (pid: number): Promise<string | null> => {
  try {
    return (await run("ps", ["-o", "args=", "-p", String(pid)])).stdout.trim() || null;
  } catch {
    return null;
  }
};
