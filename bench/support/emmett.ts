import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql";
import { startPostgres } from "#embedded/postgres.js";

/** An event store over Postgres that does the same work: the embedded Postgres, durable, through emmett. */
export type EmmettStore = {
  append(stream: string, data: Record<string, unknown>): Promise<void>;
  /** Reads a whole stream and answers how many events it had. */
  read(stream: string): Promise<number>;
  appendMany(stream: string, data: readonly Record<string, unknown>[]): Promise<void>;
  stop(): Promise<void>;
};

export const openEmmett = async (): Promise<EmmettStore> => {
  const folder = await mkdtemp(join(tmpdir(), "bench-emmett-"));
  await chmod(folder, 0o711); // as root, Postgres runs as another user, which must pass
  const postgres = await startPostgres({
    dataDir: folder,
    port: 0,
    logFile: join(folder, "postgres.log"),
    durable: true,
    tell: () => undefined,
  });
  const store = getPostgreSQLEventStore(postgres.url);
  await store.schema.migrate();
  const appendMany = async (stream: string, list: readonly Record<string, unknown>[]): Promise<void> => {
    await store.appendToStream(
      stream,
      list.map((data) => ({ type: "BenchNoted", data })),
    );
  };
  return {
    appendMany,
    append: (stream, data) => appendMany(stream, [data]),
    read: async (stream) => (await store.readStream(stream)).events.length,
    stop: async () => {
      await store.close();
      await postgres.child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
