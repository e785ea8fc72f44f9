import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { type Leashed, type LeashOptions, startLeashed } from "#embedded/leash.js";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Megabytes. As in `pc`, and for the same reason. */
const nursery = "--max-semi-space-size=64";

export type NodeProcess = Omit<LeashOptions, "command" | "args" | "stopSignal"> & {
  script: string;
  args: readonly string[];
};

/** Runs one of our own TypeScript files as a process that ends with this one. SIGTERM stops it. */
export const startNode = ({ script, args, ...options }: NodeProcess): Leashed =>
  startLeashed({
    ...options,
    command: process.execPath,
    args: [nursery, "--import", tsx, script, ...args],
    stopSignal: "TERM",
  });
