import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";

const status = z.object({
  api: z.string(),
  eventstore: z.string(),
  postgres: z.string(),
  dataDir: z.string(),
  ready: z.boolean(),
});

export interface StartedBackend {
  readonly api: string;
  readonly eventstore: string;
  readonly postgres: string;
  readonly dataDir: string;
  /** Stops it and removes its data. */
  readonly stop: () => Promise<void>;
}

/** What `./pc start-backend` starts, on free ports and an empty data folder, as anybody would start it. */
export const startBackend = async (jwtSecret: string): Promise<StartedBackend> => {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-backend-"));
  await chmod(dataDir, 0o755); // the user that Postgres runs as must be able to enter
  const env = {
    ...process.env,
    DATA_DIR: dataDir,
    API_PORT: "0",
    POSTGRES_PORT: "0",
    EVENTSTORE_PORT: "0",
    NATS_PORT: "0",
    LOG_LEVEL: "warn",
    JWT_SECRET_KEY: jwtSecret,
  };
  const child = spawn("./pc", ["start-backend"], { env, stdio: ["ignore", "ignore", "inherit"] });
  const urls = await untilReady(child, env);
  return {
    ...urls,
    stop: async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

const untilReady = async (child: ChildProcess, env: NodeJS.ProcessEnv) => {
  for (let tries = 0; tries < 120; tries += 1) {
    if (child.exitCode !== null) throw new Error(`./pc start-backend ended with ${child.exitCode}`);
    const found = await promisify(execFile)("./pc", ["status", "--json"], { env }).catch(() => undefined);
    const parsed = found && status.safeParse(JSON.parse(found.stdout));
    if (parsed?.success && parsed.data.ready) return parsed.data;
    await sleep(1_000);
  }
  throw new Error("The backend was not ready after two minutes");
};
