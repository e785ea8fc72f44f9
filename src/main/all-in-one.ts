import { createWriteStream } from "node:fs";
import { rename, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "#config.js";
import { makeFolder } from "#embedded/data-folder.js";
import { type Platform, startPlatform } from "#embedded/platform.js";
import { type HeldPort, holdPort } from "#embedded/ports.js";
import { clearRunState, type RunState, writeRunState } from "#embedded/run-state.js";
import { keepRunning } from "#main/keep-running.js";
import { untilAskedToStop } from "#main/stop-signals.js";

/** What the processes of the backend are made of. Handed in, so that this file only says what runs when. */
export type Wiring = {
  /** Brings the tables up to date, telling of each migration. */
  migrate: (databaseUrl: string, tell: (line: string) => void) => Promise<void>;
  /** Serves HTTP in this process on this port, which is released when all else is ready. */
  startApi: (config: Config, platform: Platform, port: HeldPort) => Promise<{ close: () => Promise<void> }>;
  /** The process of projectors, relay and workers. It gets the URLs of the platform as settings. */
  backgroundScript: string;
  /** Fills an empty log of a development machine. Asked once the API serves. */
  fillWhenEmpty: (config: Config, platform: Platform, tell: (line: string) => void) => Promise<void>;
  /** What is shown once everything serves. */
  banner: (state: RunState) => Promise<string>;
};

const logSizeToSetAside = 16 * 1024 * 1024;

/**
 * Everything in one go, until Ctrl-C or SIGTERM: the servers, the migrations, the API and, as a process of their own,
 * projectors, relay and workers. Stops in the opposite order. Answers the exit code.
 */
export const runAllInOne = async (config: Config, wiring: Wiring, tell: (line: string) => void): Promise<number> => {
  const stopRequest = untilAskedToStop(tell);
  const apiPort = await holdPort("API_PORT", config.apiPort, config.apiHost);
  const logDir = await makeFolder(config.dataDir, "logs");
  await setAsideLongLogs(logDir);
  const platform = await startPlatform(config, { onProgress: tell, logDir });
  const stops = [() => clearRunState(config.dataDir), platform.stop];
  const stop = async () => {
    while (stops.length > 0) await stops.pop()?.();
  };
  try {
    const state = stateOf(config, platform, apiPort.port);
    await writeRunState(state);
    await wiring.migrate(platform.databaseUrl, tell);

    copyOutputTo(join(logDir, "api.log"));
    const background = keepRunning({ script: wiring.backgroundScript, platform, logDir, tell });
    stops.push(background.stop);
    const api = await wiring.startApi(config, platform, apiPort);
    stops.push(api.close);
    await wiring.fillWhenEmpty(config, platform, tell);
    await writeRunState({ ...state, ready: true });
    process.stdout.write(await wiring.banner({ ...state, ready: true }));

    const end = await Promise.race([stopRequest, platform.broken.then((reason) => ({ reason }))]);
    if ("reason" in end) tell(`${end.reason}. Its log is in ${logDir}. Stopping.`);
    await stop();
    return "reason" in end ? 1 : 0;
  } catch (error) {
    await stop();
    throw error;
  }
};

const stateOf = (config: Config, platform: Platform, apiPort: number): RunState => ({
  api: `http://${reachable(config.apiHost)}:${apiPort}`,
  backoffice: null,
  eventstore: platform.eventstoreUrl,
  postgres: platform.databaseUrl,
  nats: platform.natsUrl,
  redis: platform.redisUrl,
  dataDir: config.dataDir,
  ready: false,
  pid: process.pid,
});

/** "Every interface" is no address to call. */
const reachable = (host: string): string => {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
};

const setAsideLongLogs = async (logDir: string): Promise<void> => {
  for (const name of ["api", "background", "event-node", "postgres", "nats"]) {
    const file = join(logDir, `${name}.log`);
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    );
    if (size > logSizeToSetAside) await rename(file, `${file}.old`);
  }
};

/** What the API writes to the terminal also stands in its log, for `./pc logs`. */
const copyOutputTo = (file: string): void => {
  const log = createWriteStream(file, { flags: "a" });
  log.on("error", () => undefined); // a full disk must not take the API down
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: []) => {
    log.write(chunk);
    return write(chunk, ...rest);
  }) as typeof process.stdout.write;
};
