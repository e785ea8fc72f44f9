import { Command } from "commander";
import { progress } from "#cli/progress.js";
import { configOfRunning } from "#cli/running-backend.js";
import { OperatorError } from "#embedded/operator-error.js";
import { connectEventStore } from "#infrastructure/eventstore/adapter.js";
import { postgresDatabase } from "#infrastructure/postgres/session.js";
import { projections as catalogue } from "#projections/catalogue.js";
import type { Projector } from "#projections/define.js";
import { readCheckpoint } from "#projections/engine/checkpoint.js";
import type { Session } from "#projections/engine/database.js";
import { parked, unpark } from "#projections/engine/parking.js";
import { rebuild } from "#projections/engine/rebuild.js";

/** What an operator does about read models: look, have parked events handled again, rebuild. */
export const projections = (): Command =>
  new Command("projections")
    .summary("look at the read models: how far, what is parked; unpark, rebuild")
    .description("Looks after the read models of the running backend. Without a subcommand it lists them.")
    .addHelpText(
      "after",
      "\nExamples:\n  ./pc projections\n  ./pc projections unpark bookings booking-1001\n  ./pc projections rebuild bookings",
    )
    .action(list)
    .addCommand(
      new Command("unpark")
        .description("has parked events handled again, all of a projection or those of one stream")
        .argument("<projection>")
        .argument("[stream]")
        .action(handleAgain),
    )
    .addCommand(
      new Command("rebuild")
        .description("fills new tables from the log beside the live ones, then swaps; Ctrl-C keeps what is done")
        .argument("<projection>")
        .option("--anew", "begin from nothing, also where a rebuild was cut short")
        .action(fillAnew),
    );

const inSession = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
  const { databaseUrl } = await configOfRunning();
  const session = await postgresDatabase(databaseUrl ?? "").open("culture operator");
  try {
    return await work(session);
  } finally {
    await session.close();
  }
};

const projectorOf = (name: string): Projector => {
  const found = Object.values(catalogue).find((projector) => projector.name === name);
  if (found) return found;
  throw new OperatorError(`There is no projection "${name}". Projections: ${Object.keys(catalogue).join(", ")}.`);
};

const list = (): Promise<void> =>
  inSession(async (session) => {
    for (const projector of Object.values(catalogue)) {
      const { position } = await readCheckpoint(session, projector);
      const waiting = await parked(session, projector);
      const state = waiting.length === 0 ? "" : `, ${waiting.length} events parked`;
      process.stdout.write(`${projector.name.padEnd(16)}version ${projector.version}, at ${position}${state}\n`);
      for (const { stream, revision, eventType, reason } of waiting)
        process.stdout.write(
          `  ${eventType} ${revision}@${stream}: ${reason ?? "waits behind an earlier event of its stream"}\n`,
        );
    }
  });

const handleAgain = (name: string, stream?: string): Promise<void> =>
  inSession(async (session) => {
    const asked = await unpark(session, projectorOf(name), stream);
    process.stdout.write(`${asked} events of ${name} will be handled again within seconds\n`);
  });

const fillAnew = async (name: string, { anew = false }: { anew?: boolean }): Promise<void> => {
  const projector = projectorOf(name);
  const { eventstoreUrl, databaseUrl } = await configOfRunning();
  const eventStore = connectEventStore(eventstoreUrl ?? "");
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  const bar = progress(`Rebuilding ${name}`, 100);
  try {
    const kept = await rebuild({
      eventStore,
      database: postgresDatabase(databaseUrl ?? ""),
      projector,
      anew,
      signal: stopping.signal,
      tell: ({ done, handled }) => bar.advance(Math.round(done * 100), `${handled} events`),
    });
    bar.finish(
      stopping.signal.aborted
        ? "Stopped; the next rebuild goes on from here"
        : `Rebuilt ${name}; ${kept} events parked`,
    );
  } finally {
    bar.finish();
    await eventStore.close();
  }
};
