import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { output } from "#embedded/run-as.js";

/** A process by number and by when it began, since numbers are given again, in containers even after each restart. */
export const ProcessIdentity = z.object({ pid: z.number().int().positive(), began: z.string() });
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** Null when there is no such process. */
export const identityOf = async (pid: number): Promise<ProcessIdentity | null> => {
  const began = (await beganOnLinux(pid)) ?? (await output("ps", ["-o", "lstart=", "-p", String(pid)]));
  return began ? { pid, began } : null;
};

export const isAlive = async (process: ProcessIdentity): Promise<boolean> =>
  (await identityOf(process.pid))?.began === process.began;

/** True when the process ended within the time. */
export const untilGone = async (process: ProcessIdentity, withinMs: number): Promise<boolean> => {
  const deadline = Date.now() + withinMs;
  while (await isAlive(process)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
};

/** Field 22 of /proc/PID/stat: clock ticks from boot. Fields are counted after the name, which may hold anything. */
const beganOnLinux = async (pid: number): Promise<string | null> => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return ""; // ended, and its parent has not asked yet
    return `${fields[19]}@${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
  } catch {
    return null;
  }
};
