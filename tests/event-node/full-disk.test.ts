import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyLog } from "#event-node/care/verify.js";
import { startEventNode } from "#event-node/event-node.js";
import { all, failureOf } from "#tests/contract/event-store/store.js";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "event-node-full-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const batch = (): ReturnType<typeof jsonEvent>[] =>
  Array.from({ length: 500 }, (_, n) => jsonEvent({ type: "Noted", data: { n, text: "x".repeat(500) } }));
const LIMIT_BLOCKS = 16_384; // of 512 bytes

/** A node whose files may not grow beyond the limit until it is lifted, as on a disk that is full and then is not. */
const startLimited = async (): Promise<{ url: string; lift(): void; end(): Promise<void> }> => {
  const main = fileURLToPath(new URL("../../src/event-node/main.ts", import.meta.url));
  const script = `trap '' XFSZ; ulimit -S -f ${LIMIT_BLOCKS}; exec "$0" --import tsx "$1" --port 0 --data "$2"`;
  const child = spawn("/bin/sh", ["-c", script, process.execPath, main, dataDir], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  for await (const url of createInterface({ input: child.stdout })) {
    return {
      url,
      lift: () => void execFileSync("prlimit", ["--pid", String(child.pid), "--fsize=unlimited:"]),
      end: async () => {
        child.kill("SIGTERM");
        await ended;
      },
    };
  }
  throw new Error("The node printed nothing");
};

describe.runIf(process.platform === "linux")("a disk that takes no more", () => {
  it("has appends refused with the reason, loses nothing, and goes on when there is room", async () => {
    const node = await startLimited();
    const client = EventStoreDBClient.connectionString(node.url);
    let confirmed = 0;
    let refusal: Error | undefined;
    while (refusal === undefined) {
      await client.appendToStream("stock-1", batch()).then(
        () => {
          confirmed += 500;
        },
        (error: Error) => {
          refusal = error;
        },
      );
    }
    expect(refusal.message).toContain("The disk did not take the append");
    expect(await all(client.readStream("stock-1"))).toHaveLength(confirmed);
    expect(await failureOf(client.appendToStream("stock-1", batch()))).toBeInstanceOf(Error);
    node.lift();
    const { nextExpectedRevision } = await client.appendToStream("stock-1", batch());
    expect(nextExpectedRevision).toBe(BigInt(confirmed + 499));
    await client.dispose();
    await node.end();
    expect((await verifyLog(dataDir, () => undefined)).faults).toEqual([]);
  });

  it("loses nothing of what was confirmed when the node ends before there is room", async () => {
    const node = await startLimited();
    const client = EventStoreDBClient.connectionString(node.url);
    let confirmed = 0;
    for (let refused = false; !refused; ) {
      await client.appendToStream("stock-1", batch()).then(
        () => {
          confirmed += 500;
        },
        () => {
          refused = true;
        },
      );
    }
    await client.dispose();
    await node.end();
    const roomy = await startEventNode({ port: 0, dataDir });
    const again = EventStoreDBClient.connectionString(roomy.connectionString);
    expect(await all(again.readStream("stock-1"))).toHaveLength(confirmed);
    await again.dispose();
    await roomy.stop();
    expect((await verifyLog(dataDir, () => undefined)).faults).toEqual([]);
  });
});

describe("a disk with less room than is to be kept free", () => {
  it("has appends refused before it is full, while reads go on", async () => {
    const first = await startEventNode({ port: 0, dataDir });
    await first.stop();
    const { bavail, bsize } = await statfs(dataDir);
    const node = await startEventNode({ port: 0, dataDir, minFreeBytes: bavail * bsize * 2 });
    const client = EventStoreDBClient.connectionString(node.connectionString);
    const error = await failureOf(client.appendToStream("stock-1", batch()));
    expect(error.message).toMatch(/The disk of .*events\.mdb is full: \d+ bytes left/);
    expect((await all(client.readAll())).length).toBeGreaterThan(0);
    await client.dispose();
    await node.stop();
  });
});
