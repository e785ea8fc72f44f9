import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkoutFolder } from "#config/settings.js";
import { type Leashed, startLeashed } from "#embedded/leash.js";
import { claimPort } from "#embedded/ports.js";
import { findServer, natsServer, type ServerCommand } from "#embedded/server-binary.js";

/** A real nats-server on a port that it keeps, for tests that take it away in the middle of the work. */
export interface RestartableNats {
  readonly url: string;
  /** kill -9; its data stays. */
  kill(): Promise<void>;
  /** Serves again when it resolves. */
  start(): Promise<void>;
  /** Ends it and throws its data away. */
  stop(): Promise<void>;
}

export const restartableNats = async (): Promise<RestartableNats> => {
  const binFolder = join(checkoutFolder, ".data/bin");
  const answer = await findServer(natsServer, { binFolder, timeoutMs: 80_000, retryAfterMs: 0, tell: console.log });
  if (!("found" in answer)) throw new Error(`${answer.missing}. Install nats-server, or run --without nats`);
  const folder = await mkdtemp(join(tmpdir(), "culture-nats-"));
  const port = await claimPort("NATS_PORT", 0);
  const pidFile = join(folder, "nats.pid");
  const launch = ({ command, args }: ServerCommand): Leashed =>
    startLeashed({
      command,
      args: [...args, "-js", "-sd", folder, "-a", "127.0.0.1", "-p", String(port), "-P", pidFile],
      logFile: join(folder, "nats.log"),
      stopSignal: "TERM",
    });
  let server: Leashed | undefined;
  const kill = async (): Promise<void> => {
    const running = server;
    server = undefined;
    if (running === undefined) return;
    process.kill(Number(await readFile(pidFile, "utf8")), "SIGKILL");
    await running.exited;
  };
  const start = async (): Promise<void> => {
    server = launch(answer.found);
    while (!(await answers(port))) await sleep(20);
  };
  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    kill,
    start,
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "data");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};
