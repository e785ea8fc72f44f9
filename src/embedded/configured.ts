import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "#embedded/operator-error.js";

/**
 * Answers the URL once a server answers there, or says in one line which setting is wrong. `patienceMs` is how long it may
 * take, 20 s by default: a compose stack that is starting up gets its time.
 */
type Check = (url: string, patienceMs?: number) => Promise<string>;

type Question = { setting: string; url: string; patienceMs: number | undefined; ask: () => Promise<void> };

export const checkEventstore: Check = (url, patienceMs) =>
  untilItAnswers({ setting: "EVENTSTORE_URL", url, patienceMs, ask: () => askEventstore(url) });

export const checkPostgres: Check = (url, patienceMs) =>
  untilItAnswers({ setting: "DATABASE_URL", url, patienceMs, ask: () => askPostgres(url) });

export const checkNats: Check = (url, patienceMs) =>
  untilItAnswers({ setting: "NATS_URL", url, patienceMs, ask: () => askNats(url) });

export const checkRedis: Check = (url, patienceMs) =>
  untilItAnswers({ setting: "REDIS_URL", url, patienceMs, ask: () => askRedis(url) });

/** An answer that no waiting will change. */
class Unfit extends Error {}

const untilItAnswers = async ({ setting, url, patienceMs = 20_000, ask }: Question): Promise<string> => {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      await within(5_000, ask());
      return url;
    } catch (error) {
      const reason = error instanceof Error ? error.message || error.name : String(error);
      if (!(error instanceof Unfit) && Date.now() < deadline) {
        await sleep(500);
        continue;
      }
      throw new OperatorError(
        `${setting}: ${withoutPassword(url)} ${error instanceof Unfit ? reason : `does not answer (${firstLine(reason)})`}. Start that server, correct ${setting}, or leave it empty to use the built-in one.`,
      );
    }
  }
};

const within = async (ms: number, work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1000} s`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

const askPostgres = async (url: string): Promise<void> => {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 4_000 });
  try {
    await client.connect().catch(refusePostgres);
    const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
    const version = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
    if (version < 17) throw new Unfit(`is Postgres ${version}, and 17 or later is needed`);
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** 28: wrong account or password; 3D000: no such database. */
const refusePostgres = (error: Error): never => {
  const code = "code" in error ? String(error.code) : "";
  throw code.startsWith("28") || code === "3D000" ? new Unfit(`refuses us (${error.message})`) : error;
};

const askEventstore = async (url: string): Promise<void> => {
  const { EventStoreDBClient } = await import("@eventstore/db-client");
  const client = EventStoreDBClient.connectionString(url);
  try {
    for await (const _ of client.readAll({ maxCount: 1 })) break;
  } finally {
    await client.dispose();
  }
};

const askNats = async (url: string): Promise<void> => {
  const { connect } = await import("nats");
  const connection = await connect({ servers: url.split(","), timeout: 4_000, reconnect: false });
  try {
    await connection.jetstreamManager().catch(() => {
      throw new Unfit("has no JetStream: start that nats-server with -js");
    });
  } finally {
    await connection.close();
  }
};

const askRedis = async (url: string): Promise<void> => {
  const { Redis } = await import("ioredis");
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 4_000 });
  redis.on("error", () => undefined); // connect and ping reject as well
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
};

const withoutPassword = (url: string): string => url.replace(/(:\/\/[^:@/]*):[^@/]*@/, "$1:***@");

const firstLine = (text: string): string => text.split("\n")[0] ?? text;
