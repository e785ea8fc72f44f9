import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunAs } from "#embedded/leash.js";
import { OperatorError } from "#embedded/operator-error.js";
import { canUseFolder, unprivilegedUser } from "#embedded/run-as.js";

/**
 * A folder outside the checkout and the data folder that every user can enter: for what Postgres needs where root's own
 * folders are closed to it. Only we can write there, so that nobody else can slip a file in.
 */
export const folderOutside = async (): Promise<string> => {
  const uid = process.getuid?.() ?? 0;
  for (const folder of ["/var/lib/culture-events", join(tmpdir(), `culture-events-${uid}`)]) {
    try {
      await mkdir(folder, { recursive: true });
      if ((await lstat(folder)).uid !== uid) continue;
      await chmod(folder, 0o755);
      return folder;
    } catch {
      // not writable: the next one
    }
  }
  throw new OperatorError(
    `Neither /var/lib nor ${tmpdir()} can be written to, and Postgres needs a folder there. Set DATABASE_URL to a running Postgres instead.`,
  );
};

/** Where Postgres keeps its data, and as whom it runs (null: as us). */
export type PostgresHome = { folder: string; runAs: RunAs | null };

/**
 * The folder of Postgres's data, made when missing: `postgres` in the data folder, or, where the user that it runs as
 * cannot enter that, a place that it can, always the same for the same data folder.
 */
export const postgresHome = async (dataDir: string, tell: (line: string) => void): Promise<PostgresHome> => {
  const runAs = await unprivilegedUser();
  const inside = join(dataDir, "postgres");
  const home = await makeUsable(inside, runAs);
  if (home !== null) return home;
  if (runAs === null)
    throw new OperatorError(`DATA_DIR: this user cannot write to ${inside}. Set DATA_DIR to a folder of your own.`);

  const outside = await outsidePostgresFolder(dataDir);
  const otherHome = await makeUsable(outside, runAs);
  if (otherHome === null)
    throw new OperatorError(
      `Postgres can use neither ${inside} nor ${outside}. Set DATA_DIR to a folder that it can enter.`,
    );
  tell(`The user that Postgres runs as cannot enter ${dataDir}: its data is in ${outside}`);
  return otherHome;
};

/** The place of the data of Postgres outside its data folder. It need not exist. */
export const outsidePostgresFolder = async (dataDir: string): Promise<string> => {
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  return join(await folderOutside(), `postgres-data-${name}`);
};

const makeUsable = async (folder: string, runAs: RunAs | null): Promise<PostgresHome | null> => {
  await mkdir(folder, { recursive: true }).catch(() => undefined); // not ours to make: the trial below says no
  if (!existsSync(folder)) return null;
  const user = await ownerFor(folder, runAs);
  return (await canUseFolder(user, folder)) ? { folder, runAs: user } : null;
};

/** Whoever owns the data stays its user, also when a better candidate has since been added to the machine. */
const ownerFor = async (folder: string, runAs: RunAs | null): Promise<RunAs | null> => {
  if (runAs === null) return null;
  const { uid, gid } = await lstat(folder);
  if (uid !== 0) return { uid, gid };
  await chown(folder, runAs.uid, runAs.gid);
  return runAs;
};
