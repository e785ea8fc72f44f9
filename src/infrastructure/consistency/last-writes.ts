import { Redis } from "ioredis";
import { LRUCache } from "lru-cache";
import type { Logger } from "#application/ports/logger.js";

/** Log positions by stream category. */
export type Positions = ReadonlyMap<string, bigint>;

/** The memory of what each actor wrote last. Losing it only means that somebody may read a moment too early. */
export interface LastWrites {
  remember(actor: string, positions: Positions): Promise<void>;
  recall(actor: string): Promise<Positions>;
  close(): Promise<void>;
}

/** Read models are far ahead of a write that is older than this. */
const rememberForSeconds = 300;
const rememberedActors = 100_000;

/** For a single process. */
export const lastWritesInMemory = (): LastWrites => {
  const writes = new LRUCache<string, Map<string, bigint>>({ max: rememberedActors, ttl: rememberForSeconds * 1_000 });
  return {
    remember: async (actor, positions) => {
      const known = writes.get(actor) ?? new Map<string, bigint>();
      for (const [category, position] of positions) known.set(category, position);
      writes.set(actor, known);
    },
    recall: async (actor) => writes.get(actor) ?? new Map(),
    close: async () => {},
  };
};

/** For several processes. While Redis is away nothing is remembered, and nothing waits for it. */
export const lastWritesInRedis = (url: string, logger: Logger): LastWrites & { readonly redis: Redis } => {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    commandTimeout: 500,
    enableOfflineQueue: false,
    lazyConnect: false,
  });
  redis.on("error", (error) => logger.warn({ err: error }, "Redis is away"));
  const keyOf = (actor: string): string => `culture:last-writes:${actor}`;
  const forgiving = <T>(work: Promise<T>, otherwise: T): Promise<T> => work.catch(() => otherwise);
  return {
    redis,
    remember: async (actor, positions) => {
      const fields = [...positions].flatMap(([category, position]) => [category, String(position)]);
      await forgiving(
        redis
          .multi()
          .hset(keyOf(actor), ...fields)
          .expire(keyOf(actor), rememberForSeconds)
          .exec(),
        null,
      );
    },
    recall: async (actor) => {
      const fields = await forgiving(redis.hgetall(keyOf(actor)), {});
      return new Map(Object.entries(fields).map(([category, position]) => [category, BigInt(position)]));
    },
    close: async () => {
      redis.disconnect();
    },
  };
};
