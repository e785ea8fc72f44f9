import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { Readable } from "node:stream";

/** A user of the operating system, by number. */
export type RunAs = { uid: number; gid: number };

export type LeashOptions = {
  command: string;
  args: readonly string[];
  /** File that the child's standard error is appended to, and its standard output too unless `readStdout`. */
  logFile: string;
  /** Hands the child's standard output to `Leashed.stdout` instead of the log. */
  readStdout?: boolean;
  /** What asks the child to end in good order. */
  stopSignal: "INT" | "TERM";
  /** What makes it end when it has not obeyed for `patienceSeconds` (default 15). Postgres wants QUIT, others KILL. */
  forceSignal?: "QUIT" | "KILL";
  patienceSeconds?: number;
  runAs?: RunAs | null;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
};

/** A child process that never outlives this process, however this process ends. */
export type Leashed = {
  pid: number;
  stdout: Readable | null;
  /** Settles when the child has ended, of itself or stopped. 128 and more: ended by a signal. */
  exited: Promise<number>;
  stop(): Promise<void>;
};

/**
 * The shell that holds the child. Its standard input is a pipe whose other end only our process has: when we die, even by
 * SIGKILL, the kernel closes it and `read` returns. The child itself gets no copy of the pipe, nor does it read our terminal.
 */
const holder = `
stop=$1 force=$2 patience=$3; shift 3
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
{
  while read -r _; do :; done
  kill -s "$stop" "$child"
  sleep "$patience" &
  nap=$!
  trap 'kill $nap; exit' TERM
  wait $nap
  kill -s "$force" "$child"
} <&3 3<&- >/dev/null 2>&1 &
watcher=$!
exec 3<&- </dev/null
wait "$child"; code=$?
kill "$watcher" 2>/dev/null
exit "$code"`;

/** Starts a child whose life hangs on ours. It has a session of its own, so Ctrl-C reaches us and not it: we stop it in order. */
export const startLeashed = (options: LeashOptions): Leashed => {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, "a");
  const { stopSignal, forceSignal = "KILL", patienceSeconds = 15 } = options;
  const child = spawn(
    "/bin/sh",
    ["-c", holder, "leash", stopSignal, forceSignal, String(patienceSeconds), options.command, ...options.args],
    {
      stdio: ["pipe", options.readStdout ? "pipe" : log, log],
      detached: true,
      cwd: options.cwd,
      env: options.env,
      ...(options.runAs ?? {}),
    },
  );
  closeSync(log);
  const exited = whenExited(child, options.logFile);
  child.stdin?.on("error", () => undefined); // the child ended first: `exited` tells it
  return {
    pid: child.pid ?? 0,
    stdout: child.stdout,
    exited,
    stop: async () => {
      child.stdin?.destroy();
      await exited;
    },
  };
};

/** Never rejects: a shell that could not be started counts as code 127, with the reason in the log. */
const whenExited = (child: ChildProcess, logFile: string): Promise<number> =>
  new Promise((resolve) => {
    child.once("error", (error) => {
      appendFileSync(logFile, `could not start: ${error.message}\n`);
      resolve(127);
    });
    child.once("exit", (code) => {
      child.stdin?.destroy(); // lets the watcher go, should the shell itself have been killed
      resolve(code ?? 128);
    });
  });
