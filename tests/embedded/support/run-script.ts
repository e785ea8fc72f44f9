import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

export type Script = { process: ChildProcess; firstLine: Promise<string> };

/** Runs a TypeScript file of tests/ as a process that the test may kill. */
export const runScript = (path: string, ...args: string[]): Script => {
  const file = join(import.meta.dirname, "../..", path);
  const child = spawn(process.execPath, ["--import", tsx, file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const firstLine = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`${path} ended with ${code} before it said anything`)));
  });
  return { process: child, firstLine };
};
