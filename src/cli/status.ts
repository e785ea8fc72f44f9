import { Command } from "commander";
import { loadConfig } from "#config.js";
import { readRunState } from "#embedded/run-state.js";

/** What runs on the data folder of these settings. Exits 1 where nothing does. */
export const status = (): Command =>
  new Command("status")
    .summary("say what runs on this data folder, and where")
    .description("Says what runs on this data folder, and where. Exits 1 where nothing runs.")
    .option("--json", "one JSON object: api, backoffice, eventstore, postgres, nats, redis, dataDir, ready, pid")
    .addHelpText("after", "\nExample:\n  ./pc status --json | jq -r .api")
    .action(async ({ json }: { json?: boolean }) => {
      const { dataDir } = loadConfig();
      const state = await readRunState(dataDir);
      if (state === null) process.exitCode = 1;
      const nothing = { api: null, backoffice: null, eventstore: null, postgres: null, nats: null, redis: null };
      const shown = state ?? { ...nothing, dataDir, ready: false, pid: null };
      if (json) return void process.stdout.write(`${JSON.stringify(shown)}\n`);
      if (state === null)
        return void process.stdout.write(`Nothing runs on ${dataDir}. Start it with: ./pc start-backend\n`);
      for (const [name, value] of Object.entries(shown)) process.stdout.write(`${name.padEnd(12)}${value ?? "-"}\n`);
    });
