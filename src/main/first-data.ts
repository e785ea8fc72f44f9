import { EventStoreDBClient } from "@eventstore/db-client";
import type { EventStore } from "#application/ports/event-store.js";
import type { Config } from "#config.js";
import { createCheckpointWatch } from "#infrastructure/postgres/checkpoint-watch.js";
import { keepShowcase } from "#main/showcase.js";
import { projectionNames } from "#projections/names.js";
import type { SandboxTools } from "#sandbox/factories/define-factory.js";
import { runSandbox } from "#sandbox/index.js";

/** What the processes themselves write when they start. */
const housekeeping = /^(\$|idBlock-|tokenSpace-)/;

const shownWithinMs = 30_000;

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

/** A development machine that starts for the first time gets something to look at, and finds it once it is told so. */
export const fillFirstTime = async (
  config: Config,
  { eventStore, ...tools }: SandboxTools & { readonly eventStore: EventStore },
  databaseUrl: string,
  tell: (line: string) => void,
): Promise<void> => {
  tell("The log is empty: loading the sandbox tiny");
  await keepShowcase(config.dataDir, await runSandbox("tiny", tools));
  await untilShown(eventStore, databaseUrl);
};

/** Waits for the read models to show the whole log; not for ever, as a late one does not keep the backend from serving. */
const untilShown = async (eventStore: EventStore, databaseUrl: string): Promise<void> => {
  const ends = new Map<string, bigint>();
  for await (const { stream, position } of eventStore.readAll()) ends.set(stream.split("-")[0] ?? stream, position);
  const watch = createCheckpointWatch(databaseUrl);
  try {
    await watch.waitFor(projectionNames, ends, shownWithinMs);
  } finally {
    await watch.close();
  }
};
