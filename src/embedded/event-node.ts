import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { checkoutFolder } from "#config/settings.js";
import type { Leashed } from "#embedded/leash.js";
import { startNode } from "#embedded/node-process.js";
import { OperatorError } from "#embedded/operator-error.js";
import { claimPort } from "#embedded/ports.js";

export type EventNodeOptions = { folder: string; port: number; logFile: string };

/** Opening a log of millions of events takes seconds, checking it after a crash a little more. */
const readyWithinMs = 60_000;

/** Starts the event node as a process of its own, so that encoding events never holds up the HTTP loop. */
export const startEventNodeProcess = async (options: EventNodeOptions): Promise<{ url: string; child: Leashed }> => {
  const port = await claimPort("EVENTSTORE_PORT", options.port);
  await mkdir(options.folder, { recursive: true });
  const child = startNode({
    script: join(checkoutFolder, "src/event-node/main.ts"),
    args: ["--port", String(port), "--data", options.folder],
    logFile: options.logFile,
    readStdout: true,
  });
  const url = await firstConnectionString(child);
  if (url) return { url, child };
  await child.stop();
  throw new OperatorError(`The event node did not start. Its log says why: ${options.logFile}`);
};

/** The node prints its connection string once it serves. Null when it ended, or took too long. */
const firstConnectionString = ({ stdout, exited }: Leashed): Promise<string | null> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), readyWithinMs);
    const answer = (url: string | null) => {
      clearTimeout(timer);
      resolve(url);
    };
    void exited.then(() => answer(null));
    if (!stdout) return answer(null);
    createInterface({ input: stdout }).on("line", (line) => {
      const url = /\besdb:\/\/\S+/.exec(line)?.[0];
      if (url) answer(url);
    });
  });
