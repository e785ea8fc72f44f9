import { randomUUID } from "node:crypto";
import { system } from "#application/metadata.js";
import { commands } from "#commands/catalogue.js";
import type { Config } from "#config.js";
import { createLogger } from "#infrastructure/logger.js";
import { openWriteSide } from "#main/write-side.js";
import { createFactories } from "#sandbox/factories/index.js";

/**
 * The write side of a running backend at hand: commands, factories, states. `envelope()` is what `issue` wants third.
 * Throws where the event store's URL is not known.
 */
export const openConsole = async (config: Pick<Config, "eventstoreUrl" | "logLevel" | "logPlainText">) => {
  if (config.eventstoreUrl === null) throw new Error("EVENTSTORE_URL says which backend the console opens: set it");
  const logger = createLogger({ level: config.logLevel, isPlain: config.logPlainText, module: "console" });
  const writeSide = await openWriteSide(config.eventstoreUrl, logger);
  const envelope = () => ({ commandId: randomUUID(), correlationId: randomUUID(), actor: system("console") });
  return { ...writeSide, commands, factories: createFactories(writeSide), envelope };
};
