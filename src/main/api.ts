import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder } from "#config/settings.js";
import type { Config } from "#config.js";
import type { HeldPort } from "#embedded/ports.js";
import type { HttpSettings } from "#http/dependencies.js";
import { buildServer } from "#http/server.js";
import { lastWritesInMemory, lastWritesInRedis } from "#infrastructure/consistency/last-writes.js";
import { createLogger } from "#infrastructure/logger.js";
import { createCheckpointWatch } from "#infrastructure/postgres/checkpoint-watch.js";
import { createReadPool } from "#infrastructure/postgres/pool.js";
import { openWriteSide } from "#main/write-side.js";
import { projectionNames } from "#projections/names.js";

interface Servers {
  readonly eventstoreUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
}

/** Serves HTTP: commands on the event store, queries on the read models. Resolves once it listens. */
export const startApi = async (
  config: Config,
  servers: Servers,
  { port, release }: HeldPort,
): Promise<{ readonly close: () => Promise<void> }> => {
  const logger = createLogger({ level: config.logLevel, isPlain: config.logPlainText, module: "api" });
  const [writeSide, pool] = await Promise.all([
    openWriteSide(servers.eventstoreUrl, logger),
    createReadPool({ databaseUrl: servers.databaseUrl }),
  ]);
  const watch = createCheckpointWatch(servers.databaseUrl, { logger });
  const shared = servers.redisUrl === null ? undefined : lastWritesInRedis(servers.redisUrl, logger);
  const lastWrites = shared ?? lastWritesInMemory();
  const server = await buildServer({
    ...writeSide,
    pool,
    consistency: {
      remember: lastWrites.remember,
      recall: lastWrites.recall,
      reached: (names, positions, timeoutMs) =>
        watch.waitFor(
          projectionNames.filter((name) => names.includes(name)),
          positions,
          timeoutMs,
        ),
    },
    settings: settingsOf(config),
    logger,
    redis: shared?.redis,
  });
  await release();
  await server.listen({ host: config.apiHost, port });
  return {
    close: async () => {
      await server.close();
      // Each on its own: a connection that is lost already may refuse to close.
      await Promise.allSettled([watch.close(), lastWrites.close(), pool.end(), writeSide.close()]);
    },
  };
};

const settingsOf = (config: Config): HttpSettings => ({
  ...config,
  version: versionOfPackage(),
  secureCookies: config.env !== "development" && config.env !== "testing",
  checkAnswers: config.env === "testing",
});

const versionOfPackage = (): string => {
  const { version } = JSON.parse(readFileSync(join(checkoutFolder, "package.json"), "utf8")) as { version: string };
  return version;
};
