import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { type Config, loadConfig } from "#config.js";
import { takeDataFolder } from "#embedded/data-folder.js";
import { outsidePostgresFolder } from "#embedded/folders.js";
import { OperatorError } from "#embedded/operator-error.js";
import { isRoot } from "#embedded/run-as.js";

/** What the backend keeps in its data folder. Nothing else there is touched, whatever DATA_DIR says. */
const ours = ["events", "postgres", "nats", "logs", "secrets.json", "sandbox.json"] as const;

/** Begins anew: wipes the local data, then starts. */
export const restartBackend = (): Command =>
  new Command("restart-backend")
    .summary("wipe the local data, then start")
    .description("Wipes the data folder, events included, then does what start-backend does. Asks first.")
    .option("--yes", "do not ask")
    .addHelpText("after", "\nExample:\n  ./pc restart-backend --yes")
    .action(async ({ yes }: { yes?: boolean }) => {
      const config = loadConfig();
      refuseOutsideServers(config);
      if (!yes) await confirm(config.dataDir);
      await wipe(config.dataDir);
      await (await import("#cli/start-backend.js")).runBackend(loadConfig());
    });

const refuseOutsideServers = (config: Config): void => {
  const outside = {
    EVENTSTORE_URL: config.eventstoreUrl,
    DATABASE_URL: config.databaseUrl,
    NATS_URL: config.natsUrl,
    REDIS_URL: config.redisUrl,
  };
  const names = Object.entries(outside).flatMap(([name, url]) => (url === null ? [] : [name]));
  if (names.length === 0) return;
  throw new OperatorError(
    `${names.join(", ")} point${names.length === 1 ? "s" : ""} to servers that are not ours to wipe. Empty them there by hand, or unset ${names.join(", ")}.`,
  );
};

const confirm = async (dataDir: string): Promise<void> => {
  if (!process.stdin.isTTY)
    throw new OperatorError(`This deletes everything in ${dataDir}; without a terminal to ask on, say --yes.`);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`This deletes every event and read model in ${dataDir}. Type yes to go on: `);
  prompt.close();
  if (answer.trim().toLowerCase() !== "yes") throw new OperatorError("Nothing was deleted.");
};

const wipe = async (dataDir: string): Promise<void> => {
  const folder = await takeDataFolder(dataDir, (line) => void process.stderr.write(`${line}\n`));
  try {
    for (const name of ours) await rm(join(dataDir, name), { recursive: true, force: true });
    if (isRoot()) await rm(await outsidePostgresFolder(dataDir), { recursive: true, force: true });
    process.stderr.write(`Wiped ${dataDir}\n`);
  } finally {
    await folder.release();
  }
};
