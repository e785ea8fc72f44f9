import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { environmentWith } from "#config.js";
import type { Leashed } from "#embedded/leash.js";
import { startNode } from "#embedded/node-process.js";
import type { Platform } from "#embedded/platform.js";

export type KeepRunningOptions = { script: string; platform: Platform; logDir: string; tell: (line: string) => void };

const longestPauseMs = 30_000;

/** Runs the background process beside this one and starts it again when it ends by itself, after ever longer pauses. */
export const keepRunning = (options: KeepRunningOptions): { stop: () => Promise<void> } => {
  const stopping = new AbortController();
  let child: Leashed | null = null;
  const loop = async () => {
    for (let pauseMs = 500; !stopping.signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      child = start(options);
      await options.platform.remember(child.pid);
      const began = Date.now();
      const code = await child.exited;
      if (stopping.signal.aborted) return;
      if (Date.now() - began > longestPauseMs) pauseMs = 500; // it had recovered
      options.tell(`The background process ended with code ${code}; starting it again. Its log: ${logFile(options)}`);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = loop();
  return {
    stop: async () => {
      stopping.abort();
      await child?.stop();
      await running;
    },
  };
};

const logFile = ({ logDir }: KeepRunningOptions): string => join(logDir, "background.log");

const start = (options: KeepRunningOptions): Leashed => {
  const { eventstoreUrl, databaseUrl, natsUrl, redisUrl, dataDir } = options.platform;
  return startNode({
    script: options.script,
    args: [],
    logFile: logFile(options),
    env: environmentWith({
      EVENTSTORE_URL: eventstoreUrl,
      DATABASE_URL: databaseUrl,
      NATS_URL: natsUrl ?? "",
      REDIS_URL: redisUrl ?? "",
      DATA_DIR: dataDir,
    }),
  });
};
