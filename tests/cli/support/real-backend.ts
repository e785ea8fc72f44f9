import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { environmentWith } from "#config.js";
import { untilTrue } from "#tests/support/until-true.js";

export type Backend = {
  pid: number;
  output: () => string;
  errors: () => string;
  /** Asks it to stop and answers its code; null when the signal ended it. */
  stop: (signal: NodeJS.Signals) => Promise<number | null>;
  /** Its code, once it has ended by itself. */
  exited: Promise<number | null>;
  kill: () => Promise<number | null>;
};

const freePorts = { API_PORT: "0", BACKOFFICE_PORT: "0", POSTGRES_PORT: "0", EVENTSTORE_PORT: "0", NATS_PORT: "0" };

type Options = { verb?: readonly string[]; env?: Readonly<Record<string, string>> };

/** `./pc start-backend` on free ports, once its banner says that it serves. */
export const startBackendProcess = async (
  dataDir: string,
  { verb = ["start-backend"], env = {} }: Options = {},
): Promise<Backend> => {
  const pc = join(import.meta.dirname, "../../../pc");
  const child = spawn(pc, verb, {
    stdio: ["ignore", "pipe", "pipe"],
    env: environmentWith({ ...freePorts, DATA_DIR: dataDir, ...env }),
  });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (bytes) => {
    output += String(bytes);
  });
  child.stderr.on("data", (bytes) => {
    errors += String(bytes);
  });
  let code: number | null | undefined;
  const exited = once(child, "exit").then(([given]): number | null => {
    code = typeof given === "number" ? given : null;
    return code;
  });
  const serves = () => output.includes("Ctrl-C stops everything");
  await untilTrue(() => serves() || code !== undefined, 110_000).catch(() => child.kill("SIGKILL"));
  if (!serves()) throw new Error(`the backend ended with ${await exited}: ${errors}`);
  const stop = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exited;
  };
  return { pid: child.pid ?? 0, output: () => output, errors: () => errors, stop, exited, kill: () => stop("SIGKILL") };
};
