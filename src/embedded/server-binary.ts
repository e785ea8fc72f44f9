import { existsSync } from "node:fs";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fetchWithApt } from "#embedded/apt.js";
import { canRun, output } from "#embedded/run-as.js";

/** A server program of the operating system that we can do without, and the Debian packages that hold it. */
export type ServerProgram = { name: "nats-server" | "redis-server"; packages: readonly string[] };

export const natsServer: ServerProgram = { name: "nats-server", packages: ["nats-server"] };
/** On Debian redis-server is a link into redis-tools. */
export const redisServer: ServerProgram = { name: "redis-server", packages: ["redis-server", "redis-tools"] };

/** What to run: `args` come before the server's own. */
export type ServerCommand = { command: string; args: readonly string[] };

export type Found = { found: ServerCommand } | { missing: string };

export type FetchOptions = {
  /** Where fetched programs are kept, one folder each. */
  binFolder: string;
  /** Bound of the whole download. */
  timeoutMs: number;
  tell: (line: string) => void;
  /** How long after a failed download the next one is tried; 0 tries every time. */
  retryAfterMs: number;
};

/**
 * The program from PATH, or unpacked by apt-get and dpkg, for which nobody needs to be root.
 * Being offline, or on another system than Debian and Ubuntu, is no error: the answer then says why it is missing.
 */
export const findServer = async (program: ServerProgram, options: FetchOptions): Promise<Found> => {
  const installed = await output("/bin/sh", ["-c", 'command -v "$1"', "sh", program.name]);
  if (installed) return { found: { command: installed, args: [] } };

  const folder = join(options.binFolder, program.name);
  const kept = await unpacked(program, folder);
  if (kept) return { found: kept };

  const failure = `${folder}.failed`;
  if (await isRecent(failure, options.retryAfterMs))
    return { missing: `${program.name} could not be fetched a while ago (remove ${failure} to try again now)` };
  const reason = await fetchWithApt(program.packages, folder, options);
  const fetched = await unpacked(program, folder);
  if (fetched) return { found: fetched };
  await writeFile(failure, "").catch(() => undefined); // a read-only checkout: tried again next time
  return { missing: `${program.name} is not on PATH and could not be fetched: ${reason ?? "it does not run"}` };
};

/** Its shared libraries may lie beside it only, hence the library path. */
const unpacked = async ({ name }: ServerProgram, folder: string): Promise<ServerCommand | null> => {
  const path = [join(folder, "usr/sbin", name), join(folder, "usr/bin", name)].find((file) => existsSync(file));
  if (!path) return null;
  const folders = await readdir(join(folder, "usr/lib"), { withFileTypes: true }).catch(() => []);
  const libraries = folders.filter((entry) => entry.isDirectory()).map((entry) => join(folder, "usr/lib", entry.name));
  const args = [`LD_LIBRARY_PATH=${libraries.join(":")}`, path];
  if (await canRun(null, "env", [...args, "--version"])) return { command: "env", args };
  await rm(folder, { recursive: true, force: true }); // of another machine, or damaged: fetched anew
  return null;
};

const isRecent = async (file: string, withinMs: number): Promise<boolean> => {
  const at = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return Date.now() - at < withinMs;
};
