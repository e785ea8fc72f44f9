import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Whether a shim can be made here: it takes Linux and a C compiler named `cc` on the PATH. */
export const canPreload = process.platform === "linux" && spawnSync("cc", ["--version"]).status === 0;

/** Compiles shim.c into `folder`. Answers the settings under which a node notes in `journal` what it does in `dataDir`. */
export const compileShim = (folder: string, dataDir: string, journal: string): Readonly<Record<string, string>> => {
  const library = join(folder, "shim.so");
  const source = fileURLToPath(new URL("shim.c", import.meta.url));
  execFileSync("cc", ["-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, source]);
  return { LD_PRELOAD: library, POWER_CUT_FOLDER: dataDir, POWER_CUT_JOURNAL: journal };
};
