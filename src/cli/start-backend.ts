import { join } from "node:path";
import { Command } from "commander";
import { runMigrations } from "#cli/run-migrations.js";
import { runToTheEnd } from "#cli/run-to-the-end.js";
import { checkoutFolder } from "#config/settings.js";
import { type Config, loadConfig } from "#config.js";
import type { Wiring } from "#main/all-in-one.js";

/** Everything in one go, in the foreground. */
export const startBackend = (): Command =>
  new Command("start-backend")
    .summary("start everything, in the foreground; Ctrl-C stops it")
    .description(
      "Starts the event store, Postgres and NATS where no URL says to use others, migrates, and serves. Settings are environment variables: see .env.example.",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  ./pc start-backend\n  DATA_DIR=/tmp/other API_PORT=0 POSTGRES_PORT=0 EVENTSTORE_PORT=0 NATS_PORT=0 ./pc start-backend",
    )
    .action(() => runBackend(loadConfig()));

/** Runs until it is stopped, then ends this process. */
export const runBackend = (config: Config): Promise<never> =>
  runToTheEnd(async (tell) => {
    const { runAllInOne } = await import("#main/all-in-one.js");
    return runAllInOne(config, wiring(), tell);
  });

/** What takes long to load is loaded while the servers start. */
const wiring = (): Wiring => {
  const api = import("#main/api.js");
  api.catch(() => undefined); // told where it is awaited
  return {
    migrate: async (databaseUrl, tell) => {
      await runMigrations(databaseUrl, "pre", tell);
      await runMigrations(databaseUrl, "post", tell);
    },
    startApi: async (config, platform, port) => (await api).startApi(config, platform, port),
    backgroundScript: join(checkoutFolder, "src/main/background.ts"),
    fillWhenEmpty: async (config, platform, tell) => {
      if (config.env !== "development" || (await showcaseOf(config.dataDir)) !== null) return;
      const { fillFirstTime, isLogEmpty } = await import("#main/first-data.js");
      if (!(await isLogEmpty(platform.eventstoreUrl))) return;
      const [{ openConsole }, { fillingAlone }] = await Promise.all([
        import("#main/console.js"),
        import("#main/sandbox-lock.js"),
      ]);
      await fillingAlone(platform.databaseUrl, async () => {
        // Another backend on the same servers may have filled the log while this one waited.
        if (!(await isLogEmpty(platform.eventstoreUrl))) return;
        const { close, ...tools } = await openConsole({ ...config, ...platform });
        try {
          await fillFirstTime(config, tools, platform.databaseUrl, tell);
        } finally {
          await close();
        }
      });
    },
    banner: async (state) => {
      const { banner } = await import("#main/banner.js");
      return banner(state, await showcaseOf(state.dataDir));
    },
  };
};

const showcaseOf = async (dataDir: string) => (await import("#main/showcase.js")).readShowcase(dataDir);
