import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunAs } from "#embedded/leash.js";
import { OperatorError } from "#embedded/operator-error.js";
import { canUseFolder, isRoot } from "#embedded/run-as.js";

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

/** Where the data of Postgres would lie outside the data folder: the same place for the same data folder. */
export const outsideFolderOf = async (dataDir: string): Promise<string> => {
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  return join(await folderOutside(), name);
};

/**
 * The folder that holds Postgres's data, made when missing: `postgres` in the data folder, or, where the user that it
 * runs as cannot enter that, a place that it can.
 */
export const postgresHome = async (
  dataDir: string,
  runAs: RunAs | null,
  tell: (line: string) => void,
): Promise<string> => {
  if (await makeUsable(dataDir, runAs)) return dataDir;
  if (!isRoot())
    throw new OperatorError(`DATA_DIR: ${dataDir} cannot be written to by this user. Set DATA_DIR to a folder of yours.`);
  const outside = await outsideFolderOf(dataDir);
  tell(`The user that Postgres runs as cannot enter ${dataDir}: its data is in ${outside}`);
  if (await makeUsable(outside, runAs)) return outside;
  throw new OperatorError(`Postgres can neither use ${dataDir} nor ${outside}. Set DATA_DIR to a folder that it can enter.`);
};
