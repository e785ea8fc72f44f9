import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { BACKWARDS, END, EventStoreDBClient, jsonEvent, NO_STREAM } from "@eventstore/db-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { backupLog, restoreLog } from "#event-node/care/backup.js";
import type { ScavengeProgress } from "#event-node/care/scavenge.js";
import { verifyLog } from "#event-node/care/verify.js";
import type { EventNode } from "#event-node/event-node.js";
import { startEventNode } from "#event-node/event-node.js";
import { all } from "#tests/contract/event-store/store.js";
import { untilTrue } from "#tests/support/until-true.js";

let folder: string;
let dataDir: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "event-node-care-"));
  dataDir = join(folder, "data");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const noted = (n: number, text = ""): ReturnType<typeof jsonEvent> => jsonEvent({ type: "Noted", data: { n, text } });
const many = (count: number): ReturnType<typeof noted>[] =>
  Array.from({ length: count }, (_, n) => noted(n, "x".repeat(500)));

/** Runs a node over the test's folder and stops it afterwards. */
const withNode = async <T>(work: (client: EventStoreDBClient, node: EventNode) => Promise<T>): Promise<T> => {
  const node = await startEventNode({ port: 0, dataDir });
  const client = EventStoreDBClient.connectionString(node.connectionString);
  try {
    return await work(client, node);
  } finally {
    await client.dispose();
    await node.stop();
  }
};

const idsOfAll = async (client: EventStoreDBClient): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { event } of client.readAll()) ids.push(event?.id ?? "");
  return ids;
};

const scavenge = async ({ port }: EventNode): Promise<ScavengeProgress> => {
  const page = `http://127.0.0.1:${port}/admin/scavenge`;
  let progress = (await (await fetch(page, { method: "POST" })).json()) as ScavengeProgress;
  while (progress.state === "running") {
    await pause(10);
    progress = (await (await fetch(page)).json()) as ScavengeProgress;
  }
  return progress;
};

const silent = (): void => undefined;

describe("a scavenge", () => {
  it("removes what nobody can read, and nothing else", () =>
    withNode(async (client, node) => {
      for (const stream of ["kept", "counted", "truncated", "deleted", "entombed"])
        await client.appendToStream(stream, many(10));
      await client.setStreamMetadata("counted", { maxCount: 3 });
      await client.setStreamMetadata("truncated", { truncateBefore: 8 });
      await client.deleteStream("deleted");
      await client.tombstoneStream("entombed");
      await client.appendToStream("last", noted(1));
      const progress = await scavenge(node);
      expect(progress).toMatchObject({ state: "done", eventsErased: 7 + 8 + 9 + 10 });
      const left = new Map<string, bigint[]>();
      for await (const { event } of client.readAll()) {
        if (event !== undefined) left.set(event.streamId, [...(left.get(event.streamId) ?? []), event.revision]);
      }
      expect(left.get("kept")).toHaveLength(10);
      expect(left.get("counted")).toEqual([7n, 8n, 9n]);
      expect(left.get("truncated")).toEqual([8n, 9n]);
      expect(left.get("deleted")).toEqual([9n]); // by it the stream's revision is known
      expect(left.get("entombed")).toEqual([2n ** 63n - 1n]);
    }));

  it("leaves revisions and positions where they were, also over a restart", async () => {
    await withNode(async (client, node) => {
      await client.appendToStream("stock-1", many(10), { expectedRevision: NO_STREAM });
      await client.deleteStream("stock-1");
      await scavenge(node);
    });
    await withNode(async (client) => {
      const [newest] = await all(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
      const { nextExpectedRevision, position } = await client.appendToStream("stock-1", noted(1));
      expect(nextExpectedRevision).toBe(10n);
      expect(position?.commit).toBeGreaterThan(newest?.event?.position.commit ?? 0n);
    });
    expect((await verifyLog(dataDir, silent)).faults).toEqual([]);
  });

  it("lets the file stay as large as it is while the same is written and removed", () =>
    withNode(async (client, node) => {
      await client.setStreamMetadata("window", { maxCount: 1 });
      const path = join(dataDir, "events.mdb");
      const round = async (): Promise<number> => {
        for (let n = 0; n < 5; n++) await client.appendToStream("window", many(1500));
        await scavenge(node);
        return (await stat(path)).size;
      };
      const sizes = [await round(), await round(), await round(), await round(), await round()];
      expect(sizes[4]).toBeLessThanOrEqual((sizes[2] ?? 0) + 4 * 1024 * 1024);
    }));

  it("ends half-way when the node stops, and the log is whole", async () => {
    await withNode(async (client, node) => {
      await client.setStreamMetadata("long", { maxCount: 1 });
      for (let n = 0; n < 6; n++) await client.appendToStream("long", many(1500));
      await fetch(`http://127.0.0.1:${node.port}/admin/scavenge`, { method: "POST" });
    });
    expect((await verifyLog(dataDir, silent)).faults).toEqual([]);
    await withNode(async (client) =>
      expect((await client.appendToStream("long", noted(1))).nextExpectedRevision).toBe(9000n),
    );
  });

  it("goes on beside appends and readers", () =>
    withNode(async (client, node) => {
      await client.setStreamMetadata("busy", { maxCount: 5 });
      await client.appendToStream("busy", many(1500));
      const appends = Promise.all(many(300).map((event) => client.appendToStream("busy", event)));
      const [progress] = await Promise.all([scavenge(node), appends]);
      expect(progress.state).toBe("done");
      const [newest] = await all(client.readStream("busy", { direction: BACKWARDS, fromRevision: END, maxCount: 1 }));
      expect(newest?.event?.revision).toBe(1799n);
    }));
});

describe("a damaged log", () => {
  /** Overwrites a byte of the event whose data holds the text, in every page that holds or held it. */
  const damage = async (text: string): Promise<void> => {
    const path = join(dataDir, "events.mdb");
    const bytes = await readFile(path);
    const file = await open(path, "r+");
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1))
      await file.write(Buffer.from("#"), 0, 1, at);
    await file.close();
  };

  it("is recognised at start when it is among the newest events, and named", async () => {
    await withNode((client) => client.appendToStream("stock-1", noted(1, "to be damaged")));
    await damage("to be damaged");
    await expect(startEventNode({ port: 0, dataDir })).rejects.toThrow(
      /events\.mdb is damaged: the event at position \d+/,
    );
  });

  it("elsewhere is found by verify, and never served as if whole", async () => {
    await withNode(async (client) => {
      await client.appendToStream("old", noted(1, "to be damaged"));
      await client.appendToStream("new", many(1100));
    });
    await damage("to be damaged");
    expect((await verifyLog(dataDir, silent)).faults).toEqual([
      expect.stringMatching(/^position \d+: the event is not what was written$/),
    ]);
    await withNode(async (client) => {
      await expect(all(client.readStream("old"))).rejects.toThrow(/damaged/);
      expect(await all(client.readStream("new", { maxCount: 5 }))).toHaveLength(5);
    });
  });

  it("that was cut off is refused with its name and what to do", async () => {
    await withNode((client) => client.appendToStream("stock-1", many(100)));
    await truncate(join(dataDir, "events.mdb"), 20_000);
    await expect(startEventNode({ port: 0, dataDir })).rejects.toThrow(
      /events\.mdb is damaged: it is cut off after 20000 .* Restore a backup/,
    );
    await expect(verifyLog(dataDir, silent)).rejects.toThrow(/cut off/);
  });

  it("that is no log at all is refused", async () => {
    await withNode(async () => undefined);
    await copyFile(join(process.cwd(), "package.json"), join(dataDir, "events.mdb"));
    await expect(startEventNode({ port: 0, dataDir })).rejects.toThrow(/not that of a log/);
  });

  it("is whole when a power cut tore the pages of an append that was never confirmed", async () => {
    const ids = await withNode(async (client) => {
      await client.appendToStream("stock-1", many(50));
      return idsOfAll(client);
    });
    const path = join(dataDir, "events.mdb");
    const { size } = await stat(path);
    const file = await open(path, "r+");
    await file.write(Buffer.alloc(8000, 0xab), 0, 8000, size - 3 * 1024 * 1024); // where the next append would have gone
    await file.write(Buffer.alloc(3000, 0xcd), 0, 3000, size); // and half a page more than the file had
    await file.close();
    await withNode(async (client) => {
      expect(await idsOfAll(client)).toEqual(ids);
      expect((await client.appendToStream("stock-1", noted(1))).nextExpectedRevision).toBe(50n);
    });
  });
});

describe("a backup", () => {
  it("taken while the node writes is a log of its own, whole up to some moment", async () => {
    const copy = join(folder, "copy");
    await withNode(async (client) => {
      await client.appendToStream("before", many(100));
      const writing = Promise.all(many(500).map((event) => client.appendToStream("meanwhile", event)));
      await backupLog(dataDir, copy);
      await writing;
      await client.appendToStream("after", noted(1));
    });
    expect((await verifyLog(copy, silent)).faults).toEqual([]);
    const restored = join(folder, "restored");
    await restoreLog(copy, restored);
    dataDir = restored;
    await withNode(async (client) => {
      expect(await all(client.readStream("before"))).toHaveLength(100);
      await expect(all(client.readStream("after"))).rejects.toThrow();
      expect((await client.appendToStream("before", noted(1))).nextExpectedRevision).toBe(100n);
    });
  });

  it("is not written over another, nor restored over a log", async () => {
    const copy = join(folder, "copy");
    await withNode(async () => undefined);
    await backupLog(dataDir, copy);
    await expect(backupLog(dataDir, copy)).rejects.toThrow(/exists/);
    await expect(restoreLog(copy, dataDir)).rejects.toThrow(/holds a log already/);
    await rm(join(dataDir, "events.mdb"));
    await expect(restoreLog(copy, dataDir)).rejects.toThrow(/holds a log already/); // in its journal
  });
});

describe("a journal", () => {
  it("that does not go on where the tables end is no log, and is named", async () => {
    await withNode((client) => client.appendToStream("stock-1", many(10)));
    await withNode(async (client) => {
      for (const event of many(20)) await client.appendToStream("stock-1", event);
    });
    await rm(join(dataDir, "events.mdb"));
    await expect(startEventNode({ port: 0, dataDir })).rejects.toThrow(
      /is damaged: the journal goes on with record \d+ where record 1 belongs/,
    );
  });
});

describe("a data folder", () => {
  it("belongs to one node at a time", () =>
    withNode(async () => {
      await expect(startEventNode({ port: 0, dataDir })).rejects.toThrow(/in use by process \d+/);
    }));

  it.runIf(process.platform === "linux")(
    "is free when its node was killed, also while nobody has buried it",
    async () => {
      const parent = spawn("/bin/sh", ["-c", "sleep 100 & echo $!; exec sleep 100 >/dev/null"], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      const [pid] = await once(createInterface({ input: parent.stdout }), "line");
      const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(" ");
      await withNode(async () => undefined);
      await writeFile(join(dataDir, "node.lock"), `${pid} ${fields[21]}`);
      await expect(startEventNode({ port: 0, dataDir })).rejects.toThrow(`in use by process ${pid}`);
      process.kill(Number(pid), "SIGKILL");
      await untilTrue(async () => (await readFile(`/proc/${pid}/stat`, "utf8")).includes(") Z "));
      await withNode(async () => undefined);
      parent.kill("SIGKILL");
    },
  );
});
