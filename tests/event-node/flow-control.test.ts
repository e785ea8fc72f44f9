import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect as connectHttp2 } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { binaryEvent, EventStoreDBClient, jsonEvent, START } from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { field } from "#event-node/codec/append-answers.js";
import { all } from "#tests/contract/event-store/store.js";
import type { NodeProcess } from "./node-process.js";
import { startNodeProcess } from "./node-process.js";

const MIB = 1024 * 1024;
let dataDir: string;
let node: NodeProcess;
let client: EventStoreDBClient;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "event-node-flow-"));
  node = await startNodeProcess(dataDir, "--max-append-size", String(16 * MIB));
  client = EventStoreDBClient.connectionString(node.url);
});
afterAll(async () => {
  await client.dispose();
  await node.end("SIGTERM");
  await rm(dataDir, { recursive: true, force: true });
});

/** Memory of the node's own, without the pages of the log that it maps. Linux only. */
const ownMemory = async (): Promise<number> => {
  const status = await readFile(`/proc/${node.child.pid}/status`, "utf8");
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
};

/** Opens a read of $all from the start, as a subscription or not, and takes nothing of what is sent. */
const silentReader = (subscription: boolean): { close(): void } => {
  const empty = (tag: number): Buffer => Buffer.from([tag, 0]);
  const count = subscription ? empty(0x32) : Buffer.from([0x28, 0xff, 0xff, 0xff, 0x7f]);
  const options = Buffer.concat([field(0x12, empty(0x12)), count, empty(0x42), field(0x4a, empty(0x12))]);
  const message = field(0x0a, options);
  const session = connectHttp2(node.url.replace("esdb:", "http:"));
  session.on("error", () => undefined);
  const stream = session.request({
    ":method": "POST",
    ":path": "/event_store.client.streams.Streams/Read",
    "content-type": "application/grpc",
    te: "trailers",
  });
  stream.on("error", () => undefined);
  stream.pause();
  stream.end(Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]));
  return { close: () => session.destroy() };
};

const noted = (n: number): ReturnType<typeof jsonEvent> => jsonEvent({ type: "Noted", data: { n } });

describe.runIf(process.platform === "linux")("a reader that takes nothing", () => {
  it("does not make the node's memory grow, however much there is to read and whatever comes", async () => {
    const megabyte = binaryEvent({ type: "Large", data: Buffer.alloc(MIB, 1) });
    for (let n = 0; n < 60; n++) await client.appendToStream("much", { ...megabyte, id: noted(0).id });
    await pause(500);
    const before = await ownMemory();
    const readers = Array.from({ length: 40 }, (_, n) => silentReader(n % 2 === 0));
    await pause(1500);
    for (let n = 0; n < 20; n++) await client.appendToStream("much", { ...megabyte, id: noted(0).id });
    await pause(500);
    const grown = (await ownMemory()) - before;
    for (const reader of readers) reader.close();
    expect(grown).toBeLessThan(150 * MIB); // forty readers of sixty mebibytes would be 2,400
    expect((await client.appendToStream("still-here", noted(1))).success).toBe(true);
  });
});

describe.runIf(process.platform === "linux")("a writer that is faster than the disk", () => {
  it("is held back, and every append is answered", async () => {
    const data = Buffer.alloc(900_000, 3);
    const before = await ownMemory();
    let most = 0;
    const watching = setInterval(() => void ownMemory().then((bytes) => (most = Math.max(most, bytes))), 20);
    const appends = Array.from({ length: 250 }, () =>
      client.appendToStream("fast", binaryEvent({ type: "Large", data })),
    );
    const answers = await Promise.all(appends);
    clearInterval(watching);
    expect(new Set(answers.map(({ nextExpectedRevision }) => nextExpectedRevision)).size).toBe(250);
    expect(most - before).toBeLessThan(200 * MIB);
  }, 60_000);
});

describe("a thousand subscriptions", () => {
  it("are each told of their own stream's events, and none of another's", async () => {
    const subscriptions = Array.from({ length: 1000 }, (_, n) =>
      client.subscribeToStream(`many-${n}`, { fromRevision: START }),
    );
    const heard = new Map<string, number>();
    const everyone = new Promise<void>((resolve, reject) => {
      for (const subscription of subscriptions) {
        subscription.on("error", reject);
        subscription.on("data", ({ event }) => {
          heard.set(event?.streamId ?? "", (heard.get(event?.streamId ?? "") ?? 0) + 1);
          if (heard.size === subscriptions.length) resolve();
        });
      }
    });
    await Promise.all(subscriptions.map((_, n) => client.appendToStream(`many-${n}`, noted(n))));
    await everyone;
    expect([...heard.values()].every((count) => count === 1)).toBe(true);
    await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()));
    const { port } = new URL(node.url.replace("esdb:", "http:"));
    await expect.poll(async () => openCalls(port), { timeout: 10_000 }).toBeLessThan(5);
  }, 60_000);
});

describe("an event of nearly sixteen mebibytes", () => {
  it("goes in and comes out whole when the node allows it", async () => {
    const data = Buffer.alloc(15 * MIB, 5);
    await client.appendToStream("large", binaryEvent({ type: "Large", data }), {
      credentials: { username: "admin", password: "changeit" },
    });
    const [read] = await all(client.readStream("large"));
    expect(Buffer.from(read?.event?.data as Uint8Array).equals(data)).toBe(true);
  });
});

/** Calls that the node holds open: what unsubscribed or vanished callers leave behind must be nothing. */
const openCalls = async (port: string): Promise<number> =>
  ((await (await fetch(`http://127.0.0.1:${port}/stats`)).json()) as { "calls-open": number })["calls-open"];
