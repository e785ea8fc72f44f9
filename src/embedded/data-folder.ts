import { access, appendFile, constants, link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "#embedded/operator-error.js";
import { identityOf, isAlive, ProcessIdentity, untilGone } from "#embedded/process-identity.js";

/** A data folder that only this process may use. */
export type DataFolder = {
  /** Remembers a child, so that a start after a crash waits until it has let go of its files and ports. */
  remember: (childPid: number) => Promise<void>;
  release: () => Promise<void>;
};

/** How long the children of a killed backend may take to end. Postgres writes a checkpoint first. */
const patienceMs = 30_000;

const runFolder = (dataDir: string): string => join(dataDir, "run");
const lockFile = (dataDir: string): string => join(runFolder(dataDir), "lock");
const childrenFile = (dataDir: string): string => join(runFolder(dataDir), "children");

/** Who uses the data folder now, if anybody does. A lock left behind by a process that is gone counts for nothing. */
export const userOf = async (dataDir: string): Promise<ProcessIdentity | null> => {
  const holder = parse(await readFile(lockFile(dataDir), "utf8").catch(() => ""));
  return holder && (await isAlive(holder)) ? holder : null;
};

/** Takes the data folder for this process, or says who has it. Waits for children that a killed backend left behind. */
export const takeDataFolder = async (dataDir: string, tell: (line: string) => void): Promise<DataFolder> => {
  const self = await identityOf(process.pid);
  if (!self) throw new Error("this process cannot be found in the process table");
  await makeFolder(dataDir, "run");
  const lock = lockFile(dataDir);
  const draft = `${lock}.${process.pid}`;
  await writeFile(draft, JSON.stringify(self));
  try {
    while (!(await linked(draft, lock))) {
      const user = await userOf(dataDir);
      if (user)
        throw new OperatorError(
          `DATA_DIR: ${dataDir} is in use by process ${user.pid}. Stop that (Ctrl-C or kill ${user.pid}), or set DATA_DIR and the ports to run another beside it.`,
        );
      await removeStale(lock);
    }
  } finally {
    await rm(draft, { force: true });
  }
  await untilChildrenAreGone(dataDir, tell);
  return {
    remember: async (childPid) => {
      const child = await identityOf(childPid);
      if (child) await appendFile(childrenFile(dataDir), `${JSON.stringify(child)}\n`);
    },
    release: async () => {
      await rm(childrenFile(dataDir), { force: true });
      await rm(lock, { force: true });
    },
  };
};

/** A folder in the data folder, made when missing. Refuses in one line where this user may not. */
export const makeFolder = async (dataDir: string, name: string): Promise<string> => {
  try {
    await mkdir(join(dataDir, name), { recursive: true });
    await access(join(dataDir, name), constants.W_OK);
    return join(dataDir, name);
  } catch (error) {
    throw new OperatorError(
      `DATA_DIR: cannot use ${dataDir} (${error instanceof Error ? error.message : String(error)}). Set DATA_DIR to a folder of your own.`,
    );
  }
};

/** A link appears whole or not at all, and only one of several can make it. */
const linked = (draft: string, lock: string): Promise<boolean> =>
  link(draft, lock).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );

/** Moves the lock away before judging it once more: were it another's new lock by now, it goes back. */
const removeStale = async (lock: string): Promise<void> => {
  const aside = `${lock}.stale.${process.pid}`;
  await rename(lock, aside).catch(() => undefined);
  const holder = parse(await readFile(aside, "utf8").catch(() => ""));
  if (holder && (await isAlive(holder))) await link(aside, lock).catch(() => undefined);
  await rm(aside, { force: true });
};

const untilChildrenAreGone = async (dataDir: string, tell: (line: string) => void): Promise<void> => {
  const lines = (await readFile(childrenFile(dataDir), "utf8").catch(() => "")).split("\n");
  for (const child of lines.map(parse)) {
    if (!child || !(await isAlive(child))) continue;
    tell(`Waiting for process ${child.pid} of the last run to end`);
    if (!(await untilGone(child, patienceMs)))
      throw new OperatorError(
        `Process ${child.pid} of the last run still uses ${dataDir}. End it (kill ${child.pid}) and start again.`,
      );
  }
  await rm(childrenFile(dataDir), { force: true });
};

const parse = (text: string): ProcessIdentity | null => {
  try {
    return ProcessIdentity.parse(JSON.parse(text));
  } catch {
    return null; // empty, or cut short by a power failure
  }
};
