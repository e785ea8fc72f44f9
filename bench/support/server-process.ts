import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type ServerProcess = { readonly url: string; readonly pid: number; stop(): Promise<void> };

/** Starts a server of this project as a process of its own; its first line on stdout is its connection string. */
export const startServer = async (script: string, ...args: readonly string[]): Promise<ServerProcess> => {
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", path, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.stdin.end();
    child.kill("SIGTERM");
    await exited;
  };
  for await (const line of createInterface({ input: child.stdout })) return { url: line, pid: child.pid ?? 0, stop };
  throw new Error(`${script} ended before it served`);
};
