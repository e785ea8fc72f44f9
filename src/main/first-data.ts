import { EventStoreDBClient } from "@eventstore/db-client";
import type { Config } from "#config.js";
import { keepShowcase } from "#main/showcase.js";
import type { SandboxTools } from "#sandbox/factories/define-factory.js";
import { runSandbox } from "#sandbox/index.js";

/** Whether nobody has ever written an event of ours. The store's own begin with a dollar sign. */
export const isLogEmpty = async (eventstoreUrl: string): Promise<boolean> => {
  const client = EventStoreDBClient.connectionString(eventstoreUrl);
  try {
    for await (const { event } of client.readAll()) if (event && !event.type.startsWith("$")) return false;
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
