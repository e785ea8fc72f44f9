import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startNodeUnder } from "#tests/event-node/node-process.js";
import { untilTrue } from "#tests/support/until-true.js";
import type { Ignored } from "./support/disk.js";
import type { Request, Told } from "./support/images-process.js";
import { noteLeft } from "./support/journal.js";
import { createLoad } from "./support/load.js";
import { compileShim } from "./support/shim.js";

export type Plan = {
  readonly writers: number;
  /** How often the node is started on its data, written to for at least so long, and killed. */
  readonly rounds: number;
  readonly milliseconds: number;
  /** Also deletes, tombstones and scavenges. */
  readonly removals: boolean;
};

export type Findings = {
  readonly images: number;
  /** Confirmed appends and removals that were owed and looked for, over all images. */
  readonly owed: number;
  readonly largestImage: number;
  /** By image; where opening it ended the process, that is the fault. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
  readonly end: Extract<Told, { kind: "end" }> | undefined;
};

/** A node that was written to, with the journal of all that it asked of its disk. */
export type Recording = {
  readonly confirmed: number;
  /** Makes so many folders as power cuts could have left them, and opens each. */
  cutThePower(images: number, ignored?: Ignored): Promise<Findings>;
  /** Removes all files. */
  end(): void;
};

/** Writes to a node under a shim and kills it, as often as the plan says. */
export const record = async (plan: Plan): Promise<Recording> => {
  const home = mkdtempSync(join(tmpdir(), "event-node-power-"));
  const dataDir = join(home, "data");
  const journal = join(home, "journal");
  const scratch = join(home, "scratch");
  mkdirSync(dataDir);
  const shim = compileShim(home, dataDir, journal);
  const load = createLoad(plan.writers, plan.removals);
  for (let round = 0; round < plan.rounds; round++) {
    const node = await startNodeUnder(shim, dataDir);
    const before = load.confirmed.length;
    const writing = load.writeTo(node.url);
    await pause(plan.milliseconds);
    await untilTrue(() => load.confirmed.length > before);
    await node.end("SIGKILL");
    await writing;
    for (const name of readdirSync(dataDir))
      if (/^(events\.mdb|journal-\d)$/.test(name)) noteLeft(journal, join(dataDir, name));
  }
  const folder = statSync(dataDir, { bigint: true }).ino;
  return {
    confirmed: load.confirmed.length,
    cutThePower: (images, ignored = "nothing") =>
      askForImages({ journal, folder, confirmed: load.confirmed, images, ignored, scratch }),
    end: () => rmSync(home, { recursive: true }),
  };
};

const imagesProcess = fileURLToPath(new URL("support/images-process.ts", import.meta.url));

/** In processes of their own: LMDB may take one down with it that opens what is damaged. */
const askForImages = async (request: Request): Promise<Findings> => {
  const child = fork(imagesProcess, {
    execArgv: ["--import", "tsx"],
    serialization: "advanced",
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.on("data", (bytes) => {
    said += String(bytes);
  });
  const faults = new Map<string, readonly string[]>();
  const findings = { images: 0, owed: 0, largestImage: 0, faults };
  let image = "no image yet";
  let end: Findings["end"];
  child.on("message", (told: Told) => {
    if (told.kind === "end") end = told;
    else if (told.kind === "faults" && told.faults.length > 0) faults.set(image, told.faults);
    else if (told.kind === "image") {
      image = told.name;
      findings.images += 1;
      findings.owed += told.owed;
      findings.largestImage = Math.max(findings.largestImage, told.bytes);
    }
  });
  child.send(request);
  const exited = once(child, "exit") as Promise<[number | null, string | null]>;
  const [[code, signal]] = await Promise.all([exited, once(child, "disconnect")]);
  if (code !== 0) faults.set(image, [`the process that opened it ended with ${code ?? signal}: ${said}`]);
  return { ...findings, end };
};
