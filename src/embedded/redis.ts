import { mkdir } from "node:fs/promises";
import { untilGreets } from "#embedded/greeting.js";
import { type Leashed, startLeashed } from "#embedded/leash.js";
import { claimPort } from "#embedded/ports.js";
import type { ServerCommand } from "#embedded/server-binary.js";

export type RedisOptions = { server: ServerCommand; folder: string; port: number; logFile: string };

/** Starts a Redis that keeps nothing on disk: for tests. The platform itself uses memory where no REDIS_URL is set. */
export const startRedis = async (options: RedisOptions): Promise<{ url: string; child: Leashed }> => {
  const port = await claimPort("REDIS_URL", options.port);
  await mkdir(options.folder, { recursive: true });
  const child = startLeashed({
    command: options.server.command,
    args: [
      ...options.server.args,
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--dir",
      options.folder,
    ],
    logFile: options.logFile,
    stopSignal: "TERM",
  });
  try {
    const isGreeting = (text: string) => text.startsWith("+PONG");
    await untilGreets("Redis", { port, child, logFile: options.logFile, ask: "PING\r\n", isGreeting });
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { url: `redis://127.0.0.1:${port}`, child };
};
