import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { type PostgresHome, postgresHome } from "#embedded/folders.js";
import { type Leashed, startLeashed } from "#embedded/leash.js";
import { OperatorError } from "#embedded/operator-error.js";
import { claimPort } from "#embedded/ports.js";
import { type PostgresBinaries, preparePostgres } from "#embedded/postgres-binaries.js";
import { settlePidFile } from "#embedded/postgres-pid-file.js";

const run = promisify(execFile);

/** The account and database of the embedded Postgres. It listens on the loopback interface only. */
export const postgresAccount = { user: "pass_culture", password: "passq", database: "pass_culture" } as const;

export type PostgresOptions = {
  dataDir: string;
  /** 0 takes a free one. */
  port: number;
  logFile: string;
  /** False only where the data is thrown away: a crash may then lose what was committed. */
  durable: boolean;
  tell: (line: string) => void;
};

export type EmbeddedPostgres = { url: string; child: Leashed };

/** Long enough for Postgres to recover from its write-ahead log after a crash. */
const readyWithinMs = 60_000;

/** Starts the Postgres that npm brought along, its database made on the first start. Ends with this process. */
export const startPostgres = async (options: PostgresOptions): Promise<EmbeddedPostgres> => {
  const [port, home] = await Promise.all([
    claimPort("POSTGRES_PORT", options.port),
    postgresHome(options.dataDir, options.tell),
  ]);
  const binaries = await preparePostgres(home.runAs, options.tell);
  const data = join(home.folder, "data");
  if (!existsSync(join(data, "PG_VERSION"))) await initialise(binaries, home, data, options);
  await settlePidFile(data);

  const child = startLeashed({
    command: binaries.postgres,
    args: ["-D", data, ...settings(port, options.durable)],
    logFile: options.logFile,
    stopSignal: "INT", // "fast": ends sessions, writes a checkpoint, exits
    forceSignal: "QUIT",
    runAs: home.runAs,
    cwd: home.folder,
  });
  const url = `postgres://${postgresAccount.user}:${postgresAccount.password}@127.0.0.1:${port}/${postgresAccount.database}`;
  try {
    await untilReady(url, child, options.logFile);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { url, child };
};

/** Fit for a small machine that Postgres shares with Node; generous for the rows of a city, not of a country. */
const settings = (port: number, durable: boolean): string[] =>
  Object.entries({
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 100,
    shared_buffers: "128MB",
    effective_cache_size: "1GB",
    max_wal_size: "2GB",
    checkpoint_timeout: "15min",
    random_page_cost: 1.1,
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    fsync: durable ? "on" : "off",
    full_page_writes: durable ? "on" : "off",
    synchronous_commit: durable ? "on" : "off",
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

/**
 * Makes the cluster in a folder of its own and renames it when it is whole, so that an interrupted start leaves none.
 * ICU sorts French as French does; the character classes, which trigrams use, come from the first UTF-8 locale there is.
 */
const initialise = async (
  binaries: PostgresBinaries,
  { folder, runAs }: PostgresHome,
  data: string,
  { durable, tell }: PostgresOptions,
): Promise<void> => {
  tell("Preparing the Postgres data folder");
  // A killed start's initdb may still be writing: never two in one folder.
  for (const left of (await readdir(folder)).filter((name) => name.startsWith("data.unfinished")))
    await rm(join(folder, left), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  const unfinished = join(folder, `data.unfinished-${randomUUID()}`);
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, postgresAccount.password, { mode: 0o600 });
  if (runAs) await chown(passwordFile, runAs.uid, runAs.gid);
  const failures: string[] = [];
  for (const ctype of ["C.UTF-8", "en_US.UTF-8", "fr_FR.UTF-8", "C"]) {
    await rm(unfinished, { recursive: true, force: true });
    const args = [
      ...["-D", unfinished, "-U", postgresAccount.user, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
      ...["--encoding=UTF8", "--locale-provider=icu", "--icu-locale=fr", "--locale=C", `--lc-ctype=${ctype}`],
      ...["--text-search-config=french", "--no-instructions", ...(durable ? [] : ["--no-sync"])],
    ];
    try {
      await run(binaries.initdb, args, { cwd: folder, ...(runAs ?? {}) });
      await rename(unfinished, data);
      await rm(passwordFile);
      return;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new OperatorError(`Postgres could not prepare ${data}: ${failures[0]?.trim().replaceAll("\n", " ")}`);
};

const untilReady = async (url: string, child: Leashed, logFile: string): Promise<void> => {
  const deadline = Date.now() + readyWithinMs;
  let ended = false;
  void child.exited.then(() => {
    ended = true;
  });
  while (Date.now() < deadline) {
    if (ended) throw new OperatorError(`Postgres ended while starting: ${await lastLine(logFile)} (log: ${logFile})`);
    const state = await knock(url);
    if (state === "ready") return;
    if (state === "no database") await createDatabase(url);
    else await sleep(25);
  }
  throw new OperatorError(`Postgres was not ready within ${readyWithinMs / 1000} s. Its log: ${logFile}`);
};

const knock = async (url: string): Promise<"ready" | "no database" | "not yet"> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return "ready";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "3D000") return "no database";
    if (code === "28P01")
      throw new OperatorError(
        "The data folder's Postgres has another password. Run ./pc restart-backend to begin anew.",
      );
    return "not yet";
  } finally {
    await client.end().catch(() => undefined);
  }
};

const createDatabase = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: new URL("/postgres", url).href });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${postgresAccount.database}`);
  } finally {
    await client.end();
  }
};

const lastLine = async (logFile: string): Promise<string> => {
  const text = await readFile(logFile, "utf8").catch(() => "");
  const lines = text.trim().split("\n");
  return lines.findLast((line) => /FATAL|ERROR|PANIC|could not/.test(line)) ?? lines.at(-1) ?? "no reason given";
};
