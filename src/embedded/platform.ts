import { access, constants, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { checkoutFolder } from "#config/settings.js";
import type { Config } from "#config.js";
import { checkEventstore, checkNats, checkPostgres, checkRedis } from "#embedded/configured.js";
import { takeDataFolder } from "#embedded/data-folder.js";
import { startEventNodeProcess } from "#embedded/event-node.js";
import type { Leashed } from "#embedded/leash.js";
import { startNats } from "#embedded/nats.js";
import { claimPort } from "#embedded/ports.js";
import { startPostgres } from "#embedded/postgres.js";
import { findServer, natsServer } from "#embedded/server-binary.js";

/** The servers that the backend stands on, started here or configured. */
export type Platform = {
  eventstoreUrl: string;
  databaseUrl: string;
  /** Null: no nats-server could be had. Workers of our own then read the event store itself. */
  natsUrl: string | null;
  /** Null: memory is used instead, which is enough for one machine. */
  redisUrl: string | null;
  dataDir: string;
  /** Settles when a server that we started ends without being asked: the backend cannot go on. */
  broken: Promise<string>;
  /** Has a child of the backend waited for by the next start, should this process be killed. */
  remember: (childPid: number) => Promise<void>;
  /** Ends what was started here, each in good order, and lets go of the data folder. */
  stop: () => Promise<void>;
};

export type PlatformOptions = {
  /** Told in plain words what is being done. */
  onProgress?: (line: string) => void;
  /** One log file a server. Default: `logs` in the data folder. */
  logDir?: string;
};

type Part = { url: string; child: Leashed | null };

const natsDownload = { timeoutMs: 30_000, retryAfterMs: 3_600_000 } as const;

/** Starts what is not configured, all at once, and checks what is. Refuses with one line saying what to do. */
export const startPlatform = async (config: Config, options: PlatformOptions = {}): Promise<Platform> => {
  const { dataDir } = config;
  const { onProgress: tell = () => undefined, logDir = join(dataDir, "logs") } = options;
  const folder = await takeDataFolder(dataDir, tell);
  await refuseTakenPorts(config).catch(async (error) => {
    await folder.release();
    throw error;
  });
  const children: { name: string; child: Leashed }[] = [];
  const stop = async () => {
    await Promise.all(children.map(({ child }) => child.stop()));
    await folder.release();
  };
  const keep = async <P extends Part | null>(name: string, starting: Promise<P>): Promise<P> => {
    const began = performance.now();
    const part = await starting;
    if (part?.child) {
      children.push({ name, child: part.child });
      await folder.remember(part.child.pid);
    }
    if (part) tell(`${name} is ready (${Math.round(performance.now() - began)} ms)`);
    return part;
  };

  const logFile = (name: string) => join(logDir, `${name}.log`);
  const starting = [
    keep("The event store", eventstore(config, logFile("event-node"))),
    keep("Postgres", postgres(config, logFile("postgres"), tell)),
    keep("NATS", nats(config, logFile("nats"), tell)),
    keep("Redis", redis(config)),
  ] as const;
  await Promise.allSettled(starting); // so that no child appears after a failure has stopped the others
  try {
    const [events, database, messages, cache] = await Promise.all(starting);
    return {
      eventstoreUrl: events.url,
      databaseUrl: database.url,
      natsUrl: messages?.url ?? null,
      redisUrl: cache?.url ?? null,
      dataDir,
      broken: firstToEnd(children),
      remember: folder.remember,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** Before anything is started: one that is taken is told at once. */
const refuseTakenPorts = async (config: Config): Promise<void> => {
  if (config.eventstoreUrl === null) await claimPort("EVENTSTORE_PORT", config.eventstorePort);
  if (config.databaseUrl === null) await claimPort("POSTGRES_PORT", config.postgresPort);
  if (config.natsUrl === null) await claimPort("NATS_PORT", config.natsPort);
};

const firstToEnd = (children: readonly { name: string; child: Leashed }[]): Promise<string> =>
  Promise.race([
    new Promise<never>(() => undefined),
    ...children.map(async ({ name, child }) => `${name} ended by itself with code ${await child.exited}`),
  ]);

const configured = async (checking: Promise<string>): Promise<Part> => ({ url: await checking, child: null });

const eventstore = (config: Config, logFile: string): Promise<Part> =>
  config.eventstoreUrl === null
    ? startEventNodeProcess({ folder: join(config.dataDir, "events"), port: config.eventstorePort, logFile })
    : configured(checkEventstore(config.eventstoreUrl));

const postgres = (config: Config, logFile: string, tell: (line: string) => void): Promise<Part> =>
  config.databaseUrl === null
    ? startPostgres({ dataDir: config.dataDir, port: config.postgresPort, logFile, durable: true, tell })
    : configured(checkPostgres(config.databaseUrl));

const redis = async ({ redisUrl }: Config): Promise<Part | null> =>
  redisUrl === null ? null : configured(checkRedis(redisUrl));

/** Shared by every data folder of this checkout, where the checkout can be written to. */
const programsFolder = async (dataDir: string): Promise<string> => {
  const shared = join(checkoutFolder, ".data/bin");
  await mkdir(shared, { recursive: true }).catch(() => undefined);
  return access(shared, constants.W_OK).then(
    () => shared,
    () => join(dataDir, "bin"),
  );
};

const nats = async (config: Config, logFile: string, tell: (line: string) => void): Promise<Part | null> => {
  if (config.natsUrl !== null) return configured(checkNats(config.natsUrl));
  const server = await findServer(natsServer, {
    binFolder: await programsFolder(config.dataDir),
    tell,
    ...natsDownload,
  });
  if ("found" in server)
    return startNats({ server: server.found, folder: join(config.dataDir, "nats"), port: config.natsPort, logFile });
  tell(`${server.missing}. Going on without NATS: no outside worker can subscribe.`);
  return null;
};
