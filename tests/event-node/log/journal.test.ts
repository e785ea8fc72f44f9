import { existsSync } from "node:fs";
import { mkdtemp, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDiskWriter } from "#event-node/log/disk-writer.js";
import type { Addition, Journal } from "#event-node/log/journal.js";
import { JournalGap, openJournal, readJournal, recordsBehind } from "#event-node/log/journal.js";
import { indexKey, positionKey } from "#event-node/log/keys.js";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "journal-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const KIB = 1024;
const addition = (n: number, bytes = 100): Addition => ({
  newStreams: n % 2 === 0 ? [] : [{ name: Buffer.from(`réservation-${n}`), number: n }],
  events: [{ positionKey: positionKey(BigInt(n)), indexKey: indexKey(n, 0n), stored: Buffer.alloc(bytes, n) }],
});
const numbersIn = (): bigint[] => readJournal(dataDir).map(({ number }) => number);
const withJournal = async (last: bigint, work: (journal: Journal) => Promise<void>): Promise<void> => {
  const journal = openJournal(dataDir, last);
  try {
    await work(journal);
  } finally {
    journal.close();
  }
};

describe("the journal", () => {
  it("gives back what was written to it", async () => {
    await withJournal(0n, async (journal) => {
      expect(await journal.append([addition(1), addition(2)])).toBe(1n);
      expect(await journal.append([addition(3)])).toBe(2n);
    });
    expect(readJournal(dataDir)).toEqual([
      { number: 1n, additions: [addition(1), addition(2)] },
      { number: 2n, additions: [addition(3)] },
    ]);
  });

  it("is empty when it is new", async () => {
    await withJournal(0n, async () => undefined);
    expect(numbersIn()).toEqual([]);
  });

  it("writes its two files in turns, and so stays small, while what it holds is released", async () => {
    await withJournal(0n, async (journal) => {
      for (let n = 1; n <= 200; n++) journal.release(await journal.append([addition(n, 100 * KIB)]));
    });
    expect((await stat(join(dataDir, "journal-0"))).size).toBe(4 * KIB * KIB);
    expect((await stat(join(dataDir, "journal-1"))).size).toBe(4 * KIB * KIB);
    expect(numbersIn().at(-1)).toBe(200n);
    expect([...recordsBehind(190n, readJournal(dataDir))]).toHaveLength(10);
  });

  it("keeps all that is not released, however much", async () => {
    await withJournal(0n, async (journal) => {
      for (let n = 1; n <= 100; n++) {
        await journal.append([addition(n, 200 * KIB)]);
        if (n === 50) journal.release(30n);
      }
    });
    expect([...recordsBehind(30n, readJournal(dataDir))].map(({ number }) => number)).toEqual(
      Array.from({ length: 70 }, (_, index) => BigInt(31 + index)),
    );
  });

  it("goes on behind what the tables hold when it is opened again", async () => {
    await withJournal(0n, async (journal) => {
      for (let n = 1; n <= 3; n++) await journal.append([addition(n)]);
    });
    await withJournal(3n, async (journal) => {
      expect(await journal.append([addition(4)])).toBe(4n);
    });
    expect([...recordsBehind(3n, readJournal(dataDir))].map(({ number }) => number)).toEqual([4n]);
  });

  it.each([
    ["its end is torn off", (bytes: Buffer, end: number) => bytes.fill(0, end - 30, end)],
    [
      "a byte of it is another",
      (bytes: Buffer, end: number) => bytes.fill(bytes.readUInt8(end - 5) ^ 1, end - 5, end - 4),
    ],
  ])("ends before a record when %s", async (_, damage) => {
    await withJournal(0n, async (journal) => {
      for (let n = 1; n <= 3; n++) await journal.append([addition(n, 1000)]);
    });
    const path = join(dataDir, "journal-0");
    const bytes = await readFile(path);
    const end = bytes.lastIndexOf(Buffer.alloc(10, 3)) + 10;
    damage(bytes, end);
    await writeFile(path, bytes);
    expect(numbersIn()).toEqual([1n, 2n]);
  });

  it("is refused when records are missing between the tables and what it holds", async () => {
    await withJournal(10n, async (journal) => {
      await journal.append([addition(11)]);
    });
    expect(() => [...recordsBehind(5n, readJournal(dataDir))]).toThrow(JournalGap);
    expect([...recordsBehind(11n, readJournal(dataDir))]).toEqual([]);
  });

  it.each([
    ["small", 100],
    ["too large for what is left of the file", 4 * KIB * KIB],
  ])("has no trace of a record that the disk refused, though it was written, when the next is %s", async (_, bytes) => {
    const disk = createDiskWriter();
    let refuses = false;
    const journal = openJournal(dataDir, 0n, async (descriptor, record, at) => {
      if (refuses && record.length === 20) throw new Error("EIO"); // nor can it be struck out
      await disk(descriptor, record, at);
      if (refuses) throw new Error("EIO");
    });
    journal.release(await journal.append([addition(1, 100 * KIB)]));
    refuses = true;
    await expect(journal.append([addition(2, KIB)])).rejects.toThrow("EIO");
    refuses = false;
    expect(await journal.append([addition(3, bytes)])).toBe(2n);
    journal.close();
    expect(readJournal(dataDir).map(({ additions }) => additions)).toEqual([
      [addition(1, 100 * KIB)],
      [addition(3, bytes)],
    ]);
  });

  it("strikes out a record that the disk refused, so that no start finds it", async () => {
    const disk = createDiskWriter();
    const journal = openJournal(dataDir, 0n, async (descriptor, record, at) => {
      await disk(descriptor, record, at);
      if (record.length > 10 * KIB) throw new Error("EIO");
    });
    await journal.append([addition(1)]);
    await expect(journal.append([addition(2, 20 * KIB)])).rejects.toThrow("EIO");
    journal.close();
    expect(numbersIn()).toEqual([1n]);
  });

  it("has whole files or none, also when it is killed while it makes them", async () => {
    await writeFile(join(dataDir, "journal-0.unfinished"), "part");
    await withJournal(0n, async (journal) => {
      await journal.append([addition(1)]);
    });
    expect(existsSync(join(dataDir, "journal-0.unfinished"))).toBe(false);
    expect(numbersIn()).toEqual([1n]);
    const file = await open(join(dataDir, "journal-1"));
    expect((await file.stat()).size).toBe(4 * KIB * KIB);
    await file.close();
  });
});
