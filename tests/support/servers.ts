import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { checkoutFolder } from "#config/settings.js";
import type { Leashed } from "#embedded/leash.js";
import { startNats } from "#embedded/nats.js";
import { startRedis } from "#embedded/redis.js";
import {
  findServer,
  natsServer,
  redisServer,
  type ServerCommand,
  type ServerProgram,
} from "#embedded/server-binary.js";
import { startEventNode } from "#event-node/event-node.js";

/** A server of one test file. `stop` also throws its data away; it ends with the test process at the latest. */
export type TestServer = { url: string; stop: () => Promise<void> };

/** False when the run was told to do without: `./pc test-backend --without nats,redis`. For `describe.runIf(hasNats())`. */
export const hasNats = (): boolean => !inject("without").includes("nats");
export const hasRedis = (): boolean => !inject("without").includes("redis");

/** A real nats-server with JetStream, empty. */
export const startTestNats = async (): Promise<TestServer> => {
  const server = await binaryOf(natsServer);
  return inFolder((folder) => startNats({ server, folder, port: 0, logFile: join(folder, "nats.log") }));
};

/** A real redis-server, empty. */
export const startTestRedis = async (): Promise<TestServer> => {
  const server = await binaryOf(redisServer);
  return inFolder((folder) => startRedis({ server, folder, port: 0, logFile: join(folder, "redis.log") }));
};

/** The program itself, fetched where this machine has none. */
export const binaryOf = async (program: ServerProgram): Promise<ServerCommand> => {
  const binFolder = join(checkoutFolder, ".data/bin");
  const answer = await findServer(program, { binFolder, timeoutMs: 80_000, retryAfterMs: 0, tell: console.log });
  if ("found" in answer) return answer.found;
  throw new Error(
    `${answer.missing}. Install ${program.name}, or run without it: ./pc test-backend --without ${program.name.split("-")[0]}`,
  );
};

const inFolder = async (start: (folder: string) => Promise<{ url: string; child: Leashed }>): Promise<TestServer> => {
  const folder = await mkdtemp(join(tmpdir(), "culture-test-server-"));
  const { url, child } = await start(folder);
  const stop = async () => {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url, stop };
};

/** A real event node in the test's own process, empty. */
export const startTestEventNode = async (): Promise<TestServer> => {
  const dataDir = await mkdtemp(join(tmpdir(), "culture-test-events-"));
  const node = await startEventNode({ port: 0, dataDir });
  const stop = async () => {
    await node.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: node.connectionString, stop };
};
