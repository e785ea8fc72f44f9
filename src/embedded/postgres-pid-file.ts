import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A Postgres that lost its parent writes a checkpoint before it ends. */
const patienceMs = 30_000;

/**
 * Postgres refuses to start when its pid file names a living process, whatever that is. Where it is a Postgres, it is
 * that of a backend that was killed, and about to end: waits for that. Where it is another process, which after the crash
 * of a container often is one of our own, the file is removed.
 */
export const settlePidFile = async (dataFolder: string): Promise<void> => {
  const file = join(dataFolder, "postmaster.pid");
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    const text = await readFile(file, "utf8").catch(() => "");
    const pid = Number(text.split("\n")[0]);
    const command = pid > 0 ? await commandOf(pid) : null;
    if (command === null) return;
    if (!command.includes("postgres")) return rm(file, { force: true });
    await sleep(50);
  }
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
