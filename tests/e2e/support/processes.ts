import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { identityOf, type ProcessIdentity } from "#embedded/process-identity.js";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** A part of a backend that runs as a process of its own. */
export type Part = "event node" | "Postgres" | "NATS" | "background process";

/** What stands in the part's own command line. */
const marks: Readonly<Record<Part, RegExp>> = {
  "event node": /event-node\/main\.ts/,
  Postgres: /\bpostgres -D /,
  NATS: /\bnats-server\b.* -c /,
  "background process": /main\/background\.ts/,
};

/** The process of a part itself: not the shell that holds it on its leash, nor a child that does not yet go by its own name. */
export const pidOf = (backend: number, part: Part): number => {
  const alike = descendantsOf(backend).filter(({ command }) => marks[part].test(command) && !/^\S*\bsh /.test(command));
  const found = alike.filter(({ parent }) => !alike.some(({ pid }) => pid === parent));
  const [first, ...others] = found;
  if (first === undefined || others.length > 0) throw new Error(`${found.length} processes are the ${part}`);
  return first.pid;
};

/** A backend and everything that it started, as they are now. */
export const familyOf = async (backend: number): Promise<readonly ProcessIdentity[]> => {
  const pids = [backend, ...descendantsOf(backend).map(({ pid }) => pid)];
  return (await Promise.all(pids.map(identityOf))).filter((one) => one !== null);
};

/** Ends a process on the spot, unless it has just ended by itself, as workers of Postgres do. */
export const sigkill = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
};

const descendantsOf = (pid: number): readonly Process[] => {
  const all = processes();
  const below = (parent: number): readonly Process[] =>
    all.filter((one) => one.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
};

const processes = (): readonly Process[] => (existsSync("/proc/self/stat") ? fromProc() : fromPs());

/** Small images have no ps. */
const fromProc = (): readonly Process[] =>
  readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      return [{ pid: Number(name), parent: Number(parent), command }];
    } catch {
      return []; // it ended while we looked
    }
  });

const fromPs = (): readonly Process[] =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [, pid, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
    });
