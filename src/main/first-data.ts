import { EventStoreDBClient } from "@eventstore/db-client";
import type { Config } from "#config.js";
import { keepShowcase } from "#main/showcase.js";
import type { SandboxTools } from "#sandbox/factories/define-factory.js";
import { runSandbox } from "#sandbox/index.js";

/** What the processes themselves write when they start. */
const housekeeping = /^(\$|idBlock-|tokenSpace-)/;

/** Whether nothing has happened yet: the log begins, and ends, with what the processes write when they start. */
export const isLogEmpty = async (eventstoreUrl: string): Promise<boolean> => {
  const client = EventStoreDBClient.connectionString(eventstoreUrl);
  try {
    for await (const { event } of client.readAll({ maxCount: 200 }))
      if (event && !housekeeping.test(event.streamId)) return false;
    return true;
  } finally {
    await client.dispose();
  }
};

/** A development machine that starts for the first time gets something to look at. */
export const fillFirstTime = async (
  config: Config,
  tools: SandboxTools,
  tell: (line: string) => void,
): Promise<void> => {
  tell("The log is empty: loading the sandbox tiny");
  await keepShowcase(config.dataDir, await runSandbox("tiny", tools));
};
