import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkImage } from "./check-image.js";
import type { Confirmed } from "./confirmed.js";
import type { Disk, Ignored } from "./disk.js";
import { createDisk } from "./disk.js";
import { readJournal } from "./journal.js";
import type { Place } from "./moments.js";
import { momentsIn } from "./moments.js";
import { survivals } from "./survival.js";

/** What this process is asked over its channel. It tells each image before it opens it and what it found, then ends. */
export type Request = {
  readonly journal: string;
  /** The inode of the data folder. */
  readonly folder: bigint;
  /** In the order of time. */
  readonly confirmed: readonly Confirmed[];
  readonly images: number;
  readonly ignored: Ignored;
  /** A folder to make images in. */
  readonly scratch: string;
};
export type Told =
  | { readonly kind: "image"; readonly name: string; readonly bytes: number; readonly owed: number }
  | { readonly kind: "faults"; readonly faults: readonly string[] }
  | { readonly kind: "end"; readonly entries: number; readonly seen: Disk["seen"] };

const tell = (told: Told): Promise<void> =>
  new Promise((resolve, reject) =>
    process.send?.(told, undefined, {}, (error) => (error === null ? resolve() : reject(error))),
  );

const checkImages = async (request: Request): Promise<void> => {
  const { journal, confirmed, images, scratch } = request;
  let entries = 0;
  for (const _ of readJournal(journal)) entries += 1;
  const moments = [...momentsIn(entries, images)];
  const ways = Object.entries(survivals);
  const disk = createDisk(request.folder, request.ignored);

  /** All that was confirmed before `until` is owed. */
  const cut = async (entry: number, until: bigint): Promise<void> => {
    const [way, survival] = ways[moments.length % ways.length] as (typeof ways)[number];
    const folder = await mkdtemp(join(scratch, "image-"));
    const files = disk.afterPowerCut(survival());
    for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
    // Locks are of no use after a power cut, whatever is left of them.
    await writeFile(join(folder, "node.lock"), Buffer.alloc(Math.floor(Math.random() * 16)));
    if (Math.random() < 0.5)
      await writeFile(join(folder, "events.mdb-lock"), Buffer.alloc(8192, Math.floor(Math.random() * 256)));
    const owed = confirmed.filter(({ at }) => at < until);
    const bytes = files.get("events.mdb")?.length ?? 0;
    await tell({ kind: "image", name: `before entry ${entry} of ${entries}, left: ${way}`, bytes, owed: owed.length });
    await tell({ kind: "faults", faults: await checkImage(folder, owed) });
    await rm(folder, { recursive: true });
  };

  let count = 0;
  let place: Place = "anywhere";
  for (const entry of readJournal(journal)) {
    for (let next = moments[0]; next !== undefined && next.entry <= count; next = moments[0]) {
      if (next.place !== "anywhere" && next.place !== place) break;
      moments.shift();
      await cut(count, entry.at);
    }
    const before = disk.seen.durableWrites;
    disk.apply(entry);
    count += 1;
    if (entry.kind === "durable-write") place = "durable write under way";
    else place = disk.seen.durableWrites > before ? "durable write returned" : "anywhere";
  }
  const whole = process.hrtime.bigint();
  while (moments.shift() !== undefined) await cut(count, whole);
  await tell({ kind: "end", entries, seen: disk.seen });
};

process.once("message", (request: Request) => {
  void mkdir(request.scratch, { recursive: true })
    .then(() => checkImages(request))
    .catch(async (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    })
    .then(() => process.disconnect());
});
