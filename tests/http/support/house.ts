import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { createIssue } from "#application/command.js";
import { createIds } from "#application/id-blocks.js";
import type { EventStore } from "#application/ports/event-store.js";
import { silent } from "#application/ports/logger.js";
import { createRunner } from "#application/runner/command-runner.js";
import { openTokenSpace } from "#application/token-space.js";
import { startEventNode } from "#event-node/event-node.js";
import type { HttpDependencies, HttpSettings, Positions } from "#http/dependencies.js";
import { nativeTokens } from "#http/native/session.js";
import { buildServer } from "#http/server.js";
import { lastWritesInMemory } from "#infrastructure/consistency/last-writes.js";
import { connectEventStore } from "#infrastructure/eventstore/adapter.js";
import { createCheckpointWatch } from "#infrastructure/postgres/checkpoint-watch.js";
import { createReadPool } from "#infrastructure/postgres/pool.js";
import { postgresDatabase } from "#infrastructure/postgres/session.js";
import { projections } from "#projections/catalogue.js";
import { runProjections } from "#projections/engine/run.js";
import { projectionNames } from "#projections/names.js";
import { createFactories, type Factories } from "#sandbox/factories/index.js";
import { edgeDependencies, testSettings, today } from "#tests/http/support/dependencies.js";
import { createTestDatabase } from "#tests/support/postgres.js";
import { readModels } from "#tests/support/read-models.js";

/** The whole house behind the HTTP edge: an event node, Postgres, every projection, and the real write side. */
export interface House {
  readonly server: FastifyInstance;
  readonly factories: Factories;
  readonly deps: HttpDependencies;
  /** Makes it another time for commands, queries and tokens. Starts at `today`. */
  moveTo(instant: string): void;
  /** Resolves once every read model shows everything that was written. */
  shown(): Promise<void>;
  /** The headers of somebody who has just signed in to the app. */
  as(userId: number): { authorization: string };
  stop(): Promise<void>;
}

export const openHouse = async (settings: Partial<HttpSettings> = {}): Promise<House> => {
  const folder = await mkdtemp(join(tmpdir(), "http-house-"));
  const node = await startEventNode({ port: 0, dataDir: folder });
  const eventStore = connectEventStore(node.connectionString);
  const database = await createTestDatabase(readModels);
  const pool = await createReadPool({ databaseUrl: database.url, size: 4 });
  const stopping = new AbortController();
  const running = runProjections({
    eventStore,
    database: postgresDatabase(database.url),
    projections: Object.values(projections),
    logger: silent,
    signal: stopping.signal,
    paceMs: 0,
    tickMs: 50,
  });
  const watch = createCheckpointWatch(database.url);
  let now = today;
  const clock = { now: () => now };
  const { close, ...writeSide } = await openWriteSide(eventStore, clock);
  const deps = edgeDependencies({
    ...writeSide,
    eventStore,
    pool,
    consistency: {
      ...lastWritesInMemory(),
      reached: (names, positions, timeoutMs) =>
        watch.waitFor(
          projectionNames.filter((name) => names.includes(name)),
          positions,
          timeoutMs,
        ),
    },
    settings: { ...testSettings, readYourWritesTimeoutMs: 5_000, ...settings },
  });
  const server = await buildServer(deps);
  return {
    server,
    deps,
    factories: createFactories(writeSide),
    moveTo: (instant) => {
      now = instant;
    },
    shown: async () => {
      const ends = await lastPositions(eventStore);
      if (!(await watch.waitFor(projectionNames, ends, 20_000))) throw new Error("The read models do not catch up");
    },
    as: (userId) => ({ authorization: `Bearer ${nativeTokens(deps).sign(userId, "access", 900)}` }),
    stop: async () => {
      await server.close();
      stopping.abort();
      await running.done;
      close();
      await Promise.all([watch.close(), pool.end()]);
      await eventStore.close();
      await node.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const openWriteSide = async (eventStore: EventStore, clock: HttpDependencies["clock"]) => {
  const runner = createRunner({ eventStore, clock, logger: silent });
  const ids = createIds(eventStore);
  const tokens = await openTokenSpace(eventStore);
  return {
    ids,
    tokens,
    clock,
    issue: createIssue({ runner, ids, tokens, clock }),
    load: runner.load,
    close: runner.close,
  };
};

const lastPositions = async (eventStore: EventStore): Promise<Positions> => {
  const last = new Map<string, bigint>();
  for await (const { stream, position } of eventStore.readAll()) last.set(stream.split("-")[0] ?? stream, position);
  return last;
};
