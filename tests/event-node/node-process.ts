import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { environmentWith } from "#config.js";

const main = fileURLToPath(new URL("../../src/event-node/main.ts", import.meta.url));

export type NodeProcess = {
  readonly url: string;
  readonly child: ChildProcess;
  /** Ends it with a signal and waits until it is gone. Answers its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
};

/** Starts a node as a process of its own and waits for its connection string. What it logs goes to the test's stderr. */
export const startNodeProcess = (dataDir: string, ...options: readonly string[]): Promise<NodeProcess> =>
  start(dataDir, options, "inherit");

/** The same, with what it logs to be read from `child.stderr`. */
export const startListenedProcess = (dataDir: string, ...options: readonly string[]): Promise<NodeProcess> =>
  start(dataDir, options, "pipe");

/** The same, with these settings in its environment. */
export const startNodeUnder = (settings: Readonly<Record<string, string>>, dataDir: string): Promise<NodeProcess> =>
  start(dataDir, [], "inherit", settings);

const start = async (
  dataDir: string,
  options: readonly string[],
  stderr: "inherit" | "pipe",
  settings: Readonly<Record<string, string>> = {},
): Promise<NodeProcess> => {
  const child = spawn(process.execPath, ["--import", "tsx", main, "--port", "0", "--data", dataDir, ...options], {
    stdio: ["pipe", "pipe", stderr],
    env: environmentWith(settings),
  });
  const ended = once(child, "exit") as Promise<[number | null]>;
  const url = await Promise.race([
    firstLine(child),
    ended.then(([code]) => Promise.reject(new Error(`The node ended with ${code}`))),
  ]);
  return {
    url,
    child,
    end: async (signal) => {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
};

const firstLine = async ({ stdout }: ChildProcess): Promise<string> => {
  if (stdout === null) throw new Error("The node has no standard output");
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error("The node printed nothing");
};
