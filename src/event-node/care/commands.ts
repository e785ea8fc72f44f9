import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { guarded } from "../guarded.js";
import { askNode } from "../http/ask.js";
import { backupLog, restoreLog } from "./backup.js";
import type { ScavengeProgress } from "./scavenge.js";
import { verifyLog } from "./verify.js";

/** Looking after a log from the command line. */
export const careCommands = (): Command[] => [scavenge(), verify(), backup(), restore()];

const scavenge = (): Command =>
  new Command("scavenge")
    .description(
      "Remove from disk what deletion, $maxCount, $maxAge and $tb have made invisible; the node goes on serving",
    )
    .option("--url <esdb url>", "the running node", "esdb://127.0.0.1:2113?tls=false")
    .addHelpText("after", "\nExample:\n  pc event-node scavenge --url esdb://127.0.0.1:2113?tls=false")
    .action(
      guarded(async ({ url }: { url: string }) => {
        const ask = async (method: "GET" | "POST"): Promise<ScavengeProgress> =>
          (await askNode(url, "/admin/scavenge", method)) as ScavengeProgress;
        let progress = await ask("POST");
        for (; progress.state === "running"; progress = await ask("GET")) {
          show(`${progress.streamsDone} of ${progress.streams} streams, ${progress.eventsErased} events erased`);
          await pause(200);
        }
        finish(
          `${progress.state}: ${progress.eventsErased} events erased, ${progress.bytesErased} bytes can be written again`,
        );
        if (progress.state === "failed") throw new Error(`The scavenge failed: ${progress.error}`);
      }),
    );

const verify = (): Command =>
  new Command("verify")
    .description("Read the whole log and compare every event with its checksum; exits 1 if anything is damaged")
    .option("--data <dir>", "folder that holds the log (required)")
    .addHelpText("after", "\nExample:\n  pc event-node verify --data .data/events")
    .action(
      guarded(async (_: object, command: Command) => {
        const data = folderOf(command);
        const { events, bytes, faults } = await verifyLog(data, (done, total) => show(`${done} of ${total} events`));
        for (const fault of faults) console.error(fault);
        finish(
          `${events} events, ${bytes} bytes: ${faults.length === 0 ? "all as they were written" : `${faults.length} faults`}`,
        );
        if (faults.length > 0) process.exitCode = 1;
      }),
    );

const backup = (): Command =>
  new Command("backup")
    .description("Copy the log as it is now into another folder; the node may go on meanwhile")
    .argument("<dir>", "folder for the copy")
    .option("--data <dir>", "folder that holds the log (required)")
    .addHelpText("after", "\nExample:\n  pc event-node backup /backups/2026-03-01 --data .data/events")
    .action(
      guarded(async (target: string, _: object, command: Command) => {
        const data = folderOf(command);
        await backupLog(data, target);
        finish(`${target} holds a copy of the log`);
      }),
    );

const restore = (): Command =>
  new Command("restore")
    .description("Put a copy made by backup into a folder that holds no log")
    .argument("<dir>", "folder of the copy")
    .option("--data <dir>", "folder for the log (required)")
    .addHelpText("after", "\nExample:\n  pc event-node restore /backups/2026-03-01 --data .data/events")
    .action(
      guarded(async (source: string, _: object, command: Command) => {
        const data = folderOf(command);
        await restoreLog(source, data);
        finish(`${data} holds the log of ${source}`);
      }),
    );

/** `--data` stands for the same before and behind the verb. */
const folderOf = (command: Command): string => {
  const { data } = command.optsWithGlobals<{ data?: string }>();
  if (data === undefined) throw new Error("Name the folder of the log: --data DIR");
  return data;
};

/** One line that is written over again on a terminal; nothing elsewhere. */
const show = (line: string): void => {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}`);
};

const finish = (line: string): void => {
  show("");
  console.log(line);
};
