import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Migration, type Phase, readMigrations } from "#infrastructure/postgres/migration-files.js";

export interface MigrateOptions {
  /** The folder that holds `pre` and `post`. Default: the project's `migrations`. */
  readonly folder?: string;
  /** Gets one line per migration, for a person to read. */
  readonly tell?: (line: string) => void;
  /** How often a migration that meets a lock or a timeout is tried. Default 30. */
  readonly attempts?: number;
  /** Milliseconds between two attempts. Default 10 s. */
  readonly pauseMs?: number;
  readonly signal?: AbortSignal;
}

/** The migrations cannot go on before somebody has done what the message says. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
}

/**
 * Brings the schema up to date: runs what is missing of `migrations/<phase>` in the order of the numbers, each file in a
 * transaction of its own (operations.md, section 7.1). Safe to call from several processes at once: one works, the
 * others wait. Answers how many it ran.
 */
export const migrate = async (databaseUrl: string, phase: Phase, options: MigrateOptions = {}): Promise<number> => {
  const { tell = () => undefined } = options;
  const files = await readMigrations(phase, options.folder);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "culture migrate" });
  client.on("error", () => undefined); // a lost connection also fails the statement that runs
  await client.connect();
  try {
    await oneAtATime(client, tell);
    const missing = await missingOf(client, phase, files);
    for (const [index, migration] of missing.entries()) {
      tell(`Migration ${phase} ${migration.file} (${index + 1} of ${missing.length})`);
      await applyPatiently(client, phase, migration, options);
    }
    if (missing.length === 0) tell(`Migrations ${phase}: up to date`);
    return missing.length;
  } finally {
    await client.end();
  }
};

/** The lock ends with the session, whatever becomes of this process. */
const oneAtATime = async (client: pg.Client, tell: (line: string) => void): Promise<void> => {
  const lock = "hashtextextended('culture migrations', 0)";
  const free = await client.query<{ got: boolean }>(`SELECT pg_try_advisory_lock(${lock}) AS got`);
  if (free.rows[0]?.got) return;
  tell("Another process is migrating: waiting for it");
  await client.query(`SELECT pg_advisory_lock(${lock})`);
};

const missingOf = async (client: pg.Client, phase: Phase, files: readonly Migration[]): Promise<Migration[]> => {
  await client.query(`
    CREATE TABLE IF NOT EXISTS applied_migrations (
      phase text NOT NULL,
      file text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (phase, file)
    )`);
  const applied = await client.query<{ file: string; checksum: string }>(
    "SELECT file, checksum FROM applied_migrations WHERE phase = $1",
    [phase],
  );
  const checksums = new Map(applied.rows.map(({ file, checksum }) => [file, checksum]));
  for (const { file, checksum } of files) {
    if (checksums.has(file) && checksums.get(file) !== checksum)
      throw new MigrationRefused(
        `migrations/${phase}/${file} was changed after it ran on this database. Restore it and put the change into a new file, or wipe a local database with ./pc restart-backend.`,
      );
  }
  const missing = files.filter(({ file }) => !checksums.has(file));
  const newest = [...checksums.keys()].sort().at(-1);
  const late = missing.find(({ file }) => newest !== undefined && file < newest);
  if (late !== undefined)
    throw new MigrationRefused(
      `migrations/${phase}/${late.file} comes before ${newest}, which ran already. Give it a number after that one.`,
    );
  return missing;
};

const applyPatiently = async (
  client: pg.Client,
  phase: Phase,
  migration: Migration,
  { attempts = 30, pauseMs = 10_000, tell = () => undefined, signal }: MigrateOptions,
): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await apply(client, phase, migration);
      return;
    } catch (error) {
      if (!isWorthWaiting(error) || attempt >= attempts) throw error;
      tell(`Migration ${phase} ${migration.file}: ${error.message}; attempt ${attempt + 1} of ${attempts} follows`);
      await sleep(pauseMs, undefined, { signal });
    }
  }
};

const apply = async (client: pg.Client, phase: Phase, { file, sql, checksum }: Migration): Promise<void> => {
  await client.query("BEGIN");
  try {
    await client.query("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'");
    await client.query(sql);
    await client.query("INSERT INTO applied_migrations (phase, file, checksum) VALUES ($1, $2, $3)", [
      phase,
      file,
      checksum,
    ]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined); // the connection is gone: so is the transaction
    throw error;
  }
};

/** A lock that was not granted, a statement that took too long, a deadlock: the next attempt may find it otherwise. */
const isWorthWaiting = (error: unknown): error is Error =>
  error instanceof pg.DatabaseError && ["55P03", "57014", "40P01"].includes(error.code ?? "");
