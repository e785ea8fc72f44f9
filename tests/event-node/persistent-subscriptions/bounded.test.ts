import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  persistentSubscriptionToAllSettingsFromDefaults as allSettings,
  binaryEvent,
  EventStoreDBClient,
  PARK,
  START,
  persistentSubscriptionToStreamSettingsFromDefaults as settings,
  streamNameFilter,
} from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consume, sayNothing } from "#tests/contract/event-store/consume.js";
import { noted, notedUpTo } from "#tests/contract/event-store/store.js";
import type { NodeProcess } from "../node-process.js";
import { startNodeProcess } from "../node-process.js";

const MIB = 1024 * 1024;
let dataDir: string;
let node: NodeProcess;
let client: EventStoreDBClient;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "event-node-groups-"));
  node = await startNodeProcess(dataDir);
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

describe.runIf(process.platform === "linux")("the memory of groups", () => {
  it("does not grow with the size of what waits, nor with a consumer that takes nothing", async () => {
    const large = Buffer.alloc(100 * 1024, 1);
    for (let batch = 0; batch < 100; batch++)
      await client.appendToStream(
        "large",
        Array.from({ length: 10 }, () => binaryEvent({ type: "Large", data: large })),
      ); // a hundred mebibytes
    await pause(500);
    const before = await ownMemory();
    const readers = [];
    for (let n = 0; n < 10; n++) {
      await client.createPersistentSubscriptionToStream(
        "large",
        `group-${n}`,
        settings({ startFrom: START, historyBufferSize: 1000, liveBufferSize: 1000 }),
      );
      const subscription = client.subscribeToPersistentSubscriptionToStream("large", `group-${n}`, {
        bufferSize: 100_000,
      });
      subscription.once("confirmation", () => subscription.pause());
      subscription.on("error", () => undefined);
      readers.push(subscription);
    }
    await pause(2000);
    const grown = (await ownMemory()) - before;
    for (const reader of readers) await reader.unsubscribe();
    expect(grown).toBeLessThan(150 * MIB); // ten groups of a hundred mebibytes would be a thousand
  });

  it("holds buffers of a history, and not the history", async () => {
    for (let batch = 0; batch < 20; batch++) await client.appendToStream("long", notedUpTo(5000));
    await client.createPersistentSubscriptionToStream("long", "g", settings({ startFrom: START }));
    const consumed = consume(client.subscribeToPersistentSubscriptionToStream("long", "g"), sayNothing);
    await consumed.count(10);
    const { stats, status } = await client.getPersistentSubscriptionToStreamInfo("long", "g");
    expect(stats.readBufferCount).toBeLessThanOrEqual(500);
    expect(status).toBe("Behind");
    await consumed.stop();
    const readAll = consume(client.subscribeToPersistentSubscriptionToStream("long", "g", { bufferSize: 1000 }));
    await readAll.count(100_000);
    expect(readAll.events.map(({ event }) => event?.revision)).toEqual(
      Array.from({ length: 100_000 }, (_, n) => BigInt(n)),
    );
    await readAll.stop();
  }, 120_000);

  it("is no hindrance to finding the one event of a hundred thousand that a filter lets pass", async () => {
    await client.createPersistentSubscriptionToAll("sparse", allSettings({ startFrom: START }), {
      filter: streamNameFilter({ prefixes: ["needle"] }),
    });
    await client.appendToStream("needle", noted(1));
    const consumed = consume(client.subscribeToPersistentSubscriptionToAll("sparse"));
    await consumed.count(1);
    expect(consumed.numbers).toEqual([1]);
    await consumed.stop();
  });

  it("takes parking faster than the disk does, and loses none", async () => {
    await client.appendToStream("hopeless", notedUpTo(5000));
    await client.createPersistentSubscriptionToStream("hopeless", "g", settings({ startFrom: START }));
    const consumed = consume(
      client.subscribeToPersistentSubscriptionToStream("hopeless", "g", { bufferSize: 5000 }),
      (event, subscription) => subscription.nack(PARK, "no", event),
    );
    await consumed.count(5000);
    await expect
      .poll(
        async () => (await client.getPersistentSubscriptionToStreamInfo("hopeless", "g")).stats.parkedMessageCount,
        {
          timeout: 20_000,
        },
      )
      .toBe(5000n);
    await consumed.stop();
  });
});
