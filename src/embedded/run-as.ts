import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { RunAs } from "#embedded/leash.js";
import { OperatorError } from "#embedded/operator-error.js";

const run = promisify(execFile);

/** Users that Postgres may run as when we are root, the best first. `nobody` is everywhere. */
const candidates = ["postgres", "nobody"] as const;

/** True in a process of root, in which Postgres refuses to run. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/** Whom Postgres runs as: null is ourselves, which is every case but root's. */
export const unprivilegedUser = async (): Promise<RunAs | null> => {
  if (!isRoot()) return null;
  for (const name of candidates) {
    const [uid, gid] = [Number(await output("id", ["-u", name])), Number(await output("id", ["-g", name]))];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new OperatorError(
    "Postgres does not run as root and there is neither a user postgres nor nobody: add one (useradd --system postgres) or start as another user.",
  );
};

/** What a command printed, trimmed, or the empty text where it failed or does not exist. */
export const output = async (command: string, args: readonly string[]): Promise<string> => {
  try {
    return (await run(command, [...args])).stdout.trim();
  } catch {
    return "";
  }
};

/** Whether that user can do it, found by trying: mode bits alone miss access lists, mounts and security modules. */
export const canRun = async (runAs: RunAs | null, command: string, args: readonly string[]): Promise<boolean> => {
  try {
    await run(command, [...args], { timeout: 20_000, cwd: "/", ...(runAs ?? {}) });
    return true;
  } catch {
    return false;
  }
};

/** Whether that user can write into the folder, every folder above it being passable too. */
export const canUseFolder = (runAs: RunAs | null, folder: string): Promise<boolean> =>
  canRun(runAs, "/bin/sh", ["-c", 'cd "$1" && test -w .', "sh", folder]);
