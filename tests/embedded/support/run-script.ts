import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { environmentWith } from "#config.js";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

export type Script = {
  process: ChildProcess;
  /** Of its standard output. Rejects when it ends without one. */
  firstLine: Promise<string>;
  /** Its code, or null when a signal ended it. */
  exited: Promise<number | null>;
  /** All of its standard error, once it has ended. */
  errors: () => Promise<string>;
};

type Options = { args?: readonly string[]; env?: Readonly<Record<string, string>> };

/** Runs a TypeScript file of tests/ as a process that the test may kill. */
export const runScript = (path: string, { args = [], env = {} }: Options = {}): Script => {
  const file = join(import.meta.dirname, "../..", path);
  const child = spawn(process.execPath, ["--import", tsx, file, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environmentWith(env),
  });
  const errors = text(child.stderr);
  const exited = once(child, "exit").then(([code]) => (typeof code === "number" ? code : null));
  const firstLine = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    void exited.then(async (code) => reject(new Error(`${path} ended with ${code}: ${await errors}`)));
  });
  firstLine.catch(() => undefined); // for tests of what it does when it cannot start
  return { process: child, firstLine, exited, errors: () => errors };
};
