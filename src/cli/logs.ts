import { createReadStream, existsSync, statSync, watch } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { loadConfig } from "#config.js";
import { OperatorError } from "#embedded/operator-error.js";

type Options = { follow?: boolean; lines: number };

/** The logs that start-backend writes, of one process or of all. */
export const logs = (): Command =>
  new Command("logs")
    .summary("show the logs of the backend, one process or all")
    .argument("[name]", "api, background, event-node, postgres or nats; all of them without")
    .option("-f, --follow", "go on showing what is written, until Ctrl-C")
    .option("-n, --lines <count>", "how many of the last lines of each", wholeNumber, 50)
    .addHelpText("after", "\nExample:\n  ./pc logs api -f")
    .action(async (name: string | undefined, options: Options) => {
      const folder = join(loadConfig().dataDir, "logs");
      const names = await namesIn(folder, name);
      for (const one of names) await showLast(folder, one, options.lines, names.length > 1);
      if (options.follow)
        for (const one of names) follow(join(folder, `${one}.log`), names.length > 1 ? `${one}: ` : "");
    });

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It is a whole number of lines.");
  return Number(text);
};

const namesIn = async (folder: string, wanted: string | undefined): Promise<string[]> => {
  const files = existsSync(folder) ? await readdir(folder) : [];
  const names = files.flatMap((file) => (file.endsWith(".log") ? [file.slice(0, -".log".length)] : [])).sort();
  if (names.length === 0)
    throw new OperatorError(`There are no logs in ${folder} yet. ./pc start-backend writes them.`);
  if (wanted === undefined) return names;
  if (!names.includes(wanted))
    throw new OperatorError(`There is no log "${wanted}" in ${folder}. There are: ${names.join(", ")}.`);
  return [wanted];
};

const showLast = async (folder: string, name: string, count: number, withName: boolean): Promise<void> => {
  const lines = (await readFile(join(folder, `${name}.log`), "utf8")).trimEnd().split("\n");
  for (const line of count === 0 ? [] : lines.slice(-count))
    process.stdout.write(`${withName ? `${name}: ` : ""}${line}\n`);
};

/** Shows what is added. A file that has become shorter was begun anew. */
const follow = (file: string, prefix: string): void => {
  let seen = statSync(file).size;
  let reading = false;
  const showNew = async () => {
    if (reading) return;
    reading = true;
    for (let size = statSync(file).size; size !== seen; size = statSync(file).size) {
      if (size < seen) seen = 0;
      for await (const chunk of createReadStream(file, { encoding: "utf8", start: seen, end: size - 1 }))
        process.stdout.write(String(chunk).replace(/^(?=.)/gm, prefix));
      seen = size;
    }
    reading = false;
  };
  watch(file, () => void showNew());
};
