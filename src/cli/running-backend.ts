import { type Config, loadConfig } from "#config.js";
import { OperatorError } from "#embedded/operator-error.js";
import { readRunState } from "#embedded/run-state.js";

/** The Postgres of the backend that runs on this data folder, or the one of DATABASE_URL, which need not run for that. */
export const runningDatabase = async (): Promise<string> => {
  const config = loadConfig();
  const url = config.databaseUrl ?? (await readRunState(config.dataDir))?.postgres;
  if (url) return url;
  throw new OperatorError(
    `No backend runs on ${config.dataDir}, so there is no Postgres to talk to. Start it with ./pc start-backend, or set DATABASE_URL.`,
  );
};

/** The event store of the backend that runs on this data folder, or the one of EVENTSTORE_URL. */
export const runningEventStore = async (): Promise<string> => {
  const config = loadConfig();
  const url = config.eventstoreUrl ?? (await readRunState(config.dataDir))?.eventstore;
  if (url) return url;
  throw new OperatorError(
    `No backend runs on ${config.dataDir}, so there is no log to read. Start it with ./pc start-backend, or set EVENTSTORE_URL.`,
  );
};

/** The settings as the running backend has them: its servers' URLs in the place of those that it starts itself. */
export const configOfRunning = async (): Promise<Config> => {
  const config = loadConfig();
  const state = await readRunState(config.dataDir);
  const [eventstoreUrl, databaseUrl] = [
    config.eventstoreUrl ?? state?.eventstore,
    config.databaseUrl ?? state?.postgres,
  ];
  if (!eventstoreUrl || !databaseUrl)
    throw new OperatorError(
      `No backend runs on ${config.dataDir}. Start it with ./pc start-backend, or set EVENTSTORE_URL and DATABASE_URL.`,
    );
  const [natsUrl, redisUrl] = [config.natsUrl ?? state?.nats ?? null, config.redisUrl ?? state?.redis ?? null];
  return { ...config, eventstoreUrl, databaseUrl, natsUrl, redisUrl };
};
