import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEventNodeProcess } from "#embedded/event-node.js";
import type { Leashed } from "#embedded/leash.js";
import { startNats } from "#embedded/nats.js";
import { startPostgres } from "#embedded/postgres.js";
import { startRedis } from "#embedded/redis.js";
import { natsServer, redisServer } from "#embedded/server-binary.js";
import { familyOf, sigkill } from "#tests/e2e/support/processes.js";
import { binaryOf, hasNats, hasRedis } from "#tests/support/servers.js";

/** A server that goes away and comes back at the same address with its data, as one does that is not ours. */
export interface OwnServer {
  readonly url: string;
  /**
   * Takes it away, ended in good order if nothing else is said, and brings it back once the work is done. A frozen one
   * keeps its connections and says nothing any more.
   */
  awayDuring(work: () => Promise<void>, how?: "stopped" | "killed" | "frozen"): Promise<void>;
  stop(): Promise<void>;
}

export interface OwnServers {
  readonly eventstore: OwnServer;
  readonly postgres: OwnServer;
  /** Null where the run was told to do without. */
  readonly nats: OwnServer | null;
  readonly redis: OwnServer | null;
  /** The settings that have a backend use them. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends them and throws their data away. */
  end(): Promise<void>;
}

type Start = (port: number) => Promise<{ readonly url: string; readonly child: Leashed }>;

const ownServer = async (begin: Start): Promise<OwnServer> => {
  let { url, child } = await begin(0);
  const port = Number(new URL(url).port);
  return {
    url,
    awayDuring: async (work, how = "stopped") => {
      const family = await familyOf(child.pid);
      const tellAll = (signal: NodeJS.Signals) => family.forEach(({ pid }) => void process.kill(pid, signal));
      if (how === "stopped") await child.stop();
      if (how === "killed") for (const { pid } of family) sigkill(pid);
      if (how === "frozen") tellAll("SIGSTOP");
      try {
        await work();
      } finally {
        if (how === "frozen") tellAll("SIGCONT");
        else ({ url, child } = await child.exited.then(() => begin(port)));
      }
    },
    stop: () => child.stop(),
  };
};

/** The four servers of a backend, all empty. */
export const startOwnServers = async (): Promise<OwnServers> => {
  const folder = await mkdtemp(join(tmpdir(), "culture-own-servers-"));
  await chmod(folder, 0o755); // the user that Postgres runs as must be able to enter
  const own = { tell: () => undefined, durable: false } as const;
  const place = (name: string) => ({ folder: join(folder, name), logFile: join(folder, `${name}.log`) });
  const [eventstore, postgres, nats, redis] = await Promise.all([
    ownServer((port) => startEventNodeProcess({ port, ...place("events") })),
    ownServer((port) => startPostgres({ port, dataDir: folder, logFile: join(folder, "postgres.log"), ...own })),
    hasNats()
      ? binaryOf(natsServer).then((server) => ownServer((port) => startNats({ server, port, ...place("nats") })))
      : null,
    hasRedis()
      ? binaryOf(redisServer).then((server) => ownServer((port) => startRedis({ server, port, ...place("redis") })))
      : null,
  ]);
  const running = [eventstore, postgres, nats, redis].filter((one) => one !== null);
  return {
    eventstore,
    postgres,
    nats,
    redis,
    env: {
      EVENTSTORE_URL: eventstore.url,
      DATABASE_URL: postgres.url,
      NATS_URL: nats?.url ?? "",
      REDIS_URL: redis?.url ?? "",
    },
    end: async () => {
      await Promise.all(running.map((one) => one.stop()));
      await rm(folder, { recursive: true, force: true, maxRetries: 40, retryDelay: 100 });
    },
  };
};
