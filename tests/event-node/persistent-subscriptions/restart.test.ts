import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  persistentSubscriptionToAllSettingsFromDefaults as allSettings,
  END,
  EventStoreDBClient,
  jsonEvent,
  PARK,
  PersistentSubscriptionDroppedError,
  START,
  persistentSubscriptionToStreamSettingsFromDefaults as settings,
  streamNameFilter,
} from "@eventstore/db-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EventNodeOptions } from "#event-node/event-node.js";
import { startEventNode } from "#event-node/event-node.js";
import type { Answer, Consumed } from "#tests/contract/event-store/consume.js";
import { consume } from "#tests/contract/event-store/consume.js";
import { failureOf, noted, notedUpTo } from "#tests/contract/event-store/store.js";
import { startNodeProcess } from "../node-process.js";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "event-node-groups-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const STREAM = "예약";
const GROUP = "🎭";

/** Runs a node over the test's folder and stops it well afterwards. */
const withNode = async <T>(
  work: (client: EventStoreDBClient) => Promise<T>,
  options: Partial<EventNodeOptions> = {},
): Promise<T> => {
  const node = await startEventNode({ port: 0, dataDir, ...options });
  const client = EventStoreDBClient.connectionString(node.connectionString);
  try {
    return await work(client);
  } finally {
    await node.stop();
    await client.dispose();
  }
};

const read = (client: EventStoreDBClient, answer?: Answer, bufferSize = 10): Consumed =>
  consume(client.subscribeToPersistentSubscriptionToStream(STREAM, GROUP, { bufferSize }), answer);

const outstanding = async (client: EventStoreDBClient): Promise<number> =>
  (await client.getPersistentSubscriptionToStreamInfo(STREAM, GROUP)).stats.outstandingMessagesCount;

describe("after a restart", () => {
  it("groups are as they were defined, filters too", async () => {
    const asked = settings({ startFrom: 3n, maxRetryCount: 4, consumerStrategyName: "Pinned", extraStatistics: true });
    await withNode(async (client) => {
      await client.createPersistentSubscriptionToStream(STREAM, GROUP, asked);
      await client.createPersistentSubscriptionToStream(STREAM, "gone", asked);
      await client.deletePersistentSubscriptionToStream(STREAM, "gone");
      await client.createPersistentSubscriptionToAll(GROUP, allSettings({ startFrom: START }), {
        filter: streamNameFilter({ prefixes: ["การจอง"] }),
      });
    });
    await withNode(async (client) => {
      const list = await client.listAllPersistentSubscriptions();
      expect(list.map(({ eventSource, groupName }) => [eventSource, groupName])).toEqual([
        [STREAM, GROUP],
        ["$all", GROUP],
      ]);
      expect(list[0]?.settings).toEqual(asked);
      await client.appendToStream("other", noted(1));
      await client.appendToStream("การจอง-1", noted(2));
      const consumed = consume(client.subscribeToPersistentSubscriptionToAll(GROUP));
      await consumed.count(1);
      expect(consumed.numbers).toEqual([2]);
      await consumed.stop();
    });
  });

  it("a group goes on behind what it handled, and its consumers were told that they were dropped", async () => {
    const consumed = await withNode(async (client) => {
      await client.appendToStream(STREAM, notedUpTo(10));
      await client.createPersistentSubscriptionToStream(STREAM, GROUP, settings({ startFrom: START }));
      const reader = read(client, (event, subscription) =>
        (event.event?.revision ?? 0n) < 6n ? subscription.ack(event) : undefined,
      );
      await reader.count(10);
      await expect.poll(() => outstanding(client)).toBe(4);
      return reader;
    });
    expect(await failureOf(consumed.ended)).toBeInstanceOf(PersistentSubscriptionDroppedError);
    await withNode(async (client) => {
      const again = read(client);
      await again.count(4);
      expect(again.numbers).toEqual([6, 7, 8, 9]);
      await again.stop();
    });
  });

  it("parked events are still parked, those replayed and handled are not", async () => {
    await withNode(async (client) => {
      await client.appendToStream(STREAM, notedUpTo(4));
      await client.createPersistentSubscriptionToStream(STREAM, GROUP, settings({ startFrom: START }));
      const parking = read(client, (event, subscription) => subscription.nack(PARK, "no", event));
      await parking.count(4);
      const parkedCount = async (): Promise<bigint> =>
        (await client.getPersistentSubscriptionToStreamInfo(STREAM, GROUP)).stats.parkedMessageCount;
      await expect.poll(parkedCount).toBe(4n);
      await parking.stop();
      const consumed = read(client, (event, subscription) =>
        consumed.events.length < 4 ? subscription.ack(event) : undefined,
      );
      await consumed.confirmed;
      await client.replayParkedMessagesToStream(STREAM, GROUP);
      await consumed.count(4);
      await expect.poll(() => outstanding(client)).toBe(1);
    });
    await withNode(async (client) => {
      const { stats } = await client.getPersistentSubscriptionToStreamInfo(STREAM, GROUP);
      expect(stats.parkedMessageCount).toBe(1n); // its replay was not answered
    });
  });

  it("a group from the end that has no checkpoint begins at the end again", async () => {
    await withNode(async (client) => {
      await client.createPersistentSubscriptionToStream(STREAM, GROUP, settings({ startFrom: END }));
      await client.appendToStream(STREAM, noted(1));
    });
    await withNode(async (client) => {
      await client.appendToStream(STREAM, noted(2));
      const consumed = read(client);
      await consumed.count(1);
      expect(consumed.numbers).toEqual([2]);
      await consumed.stop();
    });
  });

  it("a group whose stream was entombed is at its end", async () => {
    await withNode(async (client) => {
      await client.createPersistentSubscriptionToStream(
        STREAM,
        GROUP,
        settings({ startFrom: START, checkPointUpperBound: 1, checkPointLowerBound: 1 }),
      );
      const consumed = read(client);
      await client.appendToStream(STREAM, noted(1));
      await consumed.count(1);
      await client.tombstoneStream(STREAM);
      await consumed.count(2);
      expect(consumed.events[1]?.event).toMatchObject({ type: "$streamDeleted", revision: 2n ** 63n - 1n });
      await expect.poll(() => outstanding(client)).toBe(0);
    });
    await withNode(async (client) => {
      const consumed = read(client);
      await consumed.confirmed;
      const { stats, status } = await client.getPersistentSubscriptionToStreamInfo(STREAM, GROUP);
      expect(stats.lastCheckpointedEventRevision).toBe(2n ** 63n - 1n);
      expect(status).toBe("Live");
      await consumed.stop();
    });
  });

  it("the list before the last counts when the last one is no list", async () => {
    await withNode(async (client) => {
      await client.createPersistentSubscriptionToStream(STREAM, GROUP, settings());
      await client.appendToStream("$persistentSubscriptionConfig", jsonEvent({ type: "$PersistentConfig", data: {} }));
    });
    await withNode(async (client) => {
      expect(await client.listAllPersistentSubscriptions()).toHaveLength(1);
    });
  });
});

describe("a node that cannot start", () => {
  it("leaves its folder free, and its groups as they were", async () => {
    await withNode((client) => client.createPersistentSubscriptionToStream(STREAM, GROUP, settings()));
    const other = await mkdtemp(join(tmpdir(), "event-node-other-"));
    const holder = await startEventNode({ port: 0, dataDir: other });
    await expect(startEventNode({ port: holder.port, dataDir })).rejects.toThrow(/is taken/);
    await holder.stop();
    await rm(other, { recursive: true, force: true });
    await withNode(async (client) => {
      expect(await client.listAllPersistentSubscriptions()).toHaveLength(1);
    });
  });

  it("because its groups cannot be understood says where to look, and leaves its folder free", async () => {
    const config = "$persistentSubscriptionConfig";
    const nonsense = (): ReturnType<typeof jsonEvent> => jsonEvent({ type: "$PersistentConfig", data: {} });
    await withNode((client) => client.appendToStream(config, [nonsense(), nonsense()]));
    for (const attempt of [1, 2]) // were the folder still taken, the second would say so
      await expect(startEventNode({ port: 0, dataDir }), `attempt ${attempt}`).rejects.toThrow(
        /\$persistentSubscriptionConfig/,
      );
  });
});

describe("restarting the subsystem", () => {
  it("drops the consumers; the groups go on behind what was handled", () =>
    withNode(async (client) => {
      await client.appendToStream(STREAM, notedUpTo(3));
      await client.createPersistentSubscriptionToStream(STREAM, GROUP, settings({ startFrom: START }));
      const consumed = read(client);
      await consumed.count(3);
      await expect.poll(() => outstanding(client)).toBe(0);
      await client.restartPersistentSubscriptionSubsystem();
      expect(await failureOf(consumed.ended)).toBeInstanceOf(PersistentSubscriptionDroppedError);
      await client.appendToStream(STREAM, noted(3));
      const again = read(client);
      await again.count(1);
      expect(again.numbers).toEqual([3]);
      await again.stop();
    }));
});

describe("a full disk", () => {
  it("delivers an event again that it cannot park, and parks it when there is room", async () => {
    await withNode(async (client) => {
      await client.appendToStream(STREAM, notedUpTo(2));
      await client.createPersistentSubscriptionToStream(STREAM, GROUP, settings({ startFrom: START }));
    });
    const park: Answer = (event, subscription) => subscription.nack(PARK, "no", event);
    await withNode(
      async (client) => {
        const consumed = read(client, park);
        await consumed.count(4);
        expect(consumed.numbers.sort()).toEqual([0, 0, 1, 1]);
        await consumed.stop();
      },
      { minFreeBytes: Number.MAX_SAFE_INTEGER },
    );
    await withNode(async (client) => {
      const consumed = read(client, park);
      await consumed.count(2);
      await expect
        .poll(async () => (await client.getPersistentSubscriptionToStreamInfo(STREAM, GROUP)).stats.parkedMessageCount)
        .toBe(2n);
      await consumed.stop();
    });
  });
});

describe("a node that is killed", () => {
  it("loses no event of a group: each is handled before or after, in spite of all", async () => {
    const total = 20_000;
    const handled = new Set<number>();
    /** Handles first and answers then, as a consumer must that wants to lose nothing. */
    const handle: Answer = (event, subscription) => {
      handled.add((event.event?.data as { n: number } | undefined)?.n ?? -1);
      return subscription.ack(event).catch(() => undefined); // the node may be gone
    };
    for (let kill = 0; kill < 4; kill++) {
      const node = await startNodeProcess(dataDir);
      const client = EventStoreDBClient.connectionString(node.url);
      if (kill === 0) {
        for (let n = 0; n < total; n += 5000) await client.appendToStream(STREAM, notedUpTo(total).slice(n, n + 5000));
        await client.createPersistentSubscriptionToStream(
          STREAM,
          GROUP,
          settings({ startFrom: START, checkPointLowerBound: 1, checkPointUpperBound: 50 }),
        );
      }
      const wanted = Math.min(handled.size + 600, total);
      const consumed = read(client, handle);
      await expect.poll(() => handled.size, { timeout: 20_000 }).toBeGreaterThanOrEqual(wanted);
      const gone = consumed.ended.catch(() => undefined);
      await node.end("SIGKILL");
      await gone;
      await client.dispose();
    }
    await withNode(async (client) => {
      await client.appendToStream(STREAM, noted(total));
      const consumed = read(client, handle);
      await expect.poll(() => handled.size, { timeout: 20_000 }).toBe(total + 1);
      expect(consumed.numbers[0]).toBeGreaterThan(500); // it did not begin anew
      await consumed.stop();
    });
  }, 60_000);
});
