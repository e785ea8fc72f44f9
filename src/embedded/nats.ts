import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { untilGreets } from "#embedded/greeting.js";
import { type Leashed, startLeashed } from "#embedded/leash.js";
import { claimPort } from "#embedded/ports.js";
import { output } from "#embedded/run-as.js";
import type { ServerCommand } from "#embedded/server-binary.js";

export type NatsOptions = { server: ServerCommand; folder: string; port: number; logFile: string };

export type EmbeddedNats = { url: string; child: Leashed };

/**
 * Starts nats-server with JetStream on the loopback interface. From version 2.10 on every message is on disk before its
 * acknowledgement; older ones write to the page cache at once and sync within two minutes, so a power cut (not a crash) may
 * cost the youngest messages, which the relay publishes again from the log.
 */
export const startNats = async ({ server, folder, port: wanted, logFile }: NatsOptions): Promise<EmbeddedNats> => {
  const port = await claimPort("NATS_PORT", wanted);
  const configFile = join(folder, "server.conf");
  await mkdir(folder, { recursive: true });
  await writeFile(configFile, configuration(folder, port, await syncsAlways(server)));
  const child = startLeashed({
    command: server.command,
    args: [...server.args, "-c", configFile],
    logFile,
    stopSignal: "TERM",
  });
  try {
    await untilGreets("NATS", { port, child, logFile, isGreeting: (text) => text.startsWith("INFO ") });
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { url: `nats://127.0.0.1:${port}`, child };
};

const configuration = (folder: string, port: number, syncAlways: boolean): string => `listen: "127.0.0.1:${port}"
server_name: "culture-events"
max_payload: 8MB
jetstream {
  store_dir: ${JSON.stringify(folder)}${syncAlways ? "\n  sync_interval: always" : ""}
}
`;

const syncsAlways = async ({ command, args }: ServerCommand): Promise<boolean> => {
  const version = /v(\d+)\.(\d+)/.exec(await output(command, [...args, "--version"]));
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  return major > 2 || (major === 2 && minor >= 10);
};
