import type { Credentials } from "@eventstore/db-client";
import {
  AccessDeniedError,
  ANY,
  EventStoreDBClient,
  jsonEvent,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SecureServer } from "./secure-server.js";
import { ADMIN, OPS, openSecureServer } from "./secure-server.js";
import { all, failureOf, freshStream, noted, numbersOf } from "./store.js";

/** Accounts and access control lists, over TLS: the rules of a real node of version 24.10. */

let server: SecureServer;
/** Sends no credentials unless a call brings its own. */
let stranger: EventStoreDBClient;
let admin: EventStoreDBClient;
let ops: EventStoreDBClient;
const clients: EventStoreDBClient[] = [];

const clientFor = (login?: typeof ADMIN): EventStoreDBClient => {
  const place = login === undefined ? "esdb://" : `esdb://${login.username}:${login.password}@`;
  const client = EventStoreDBClient.connectionString(server.url.replace("esdb://", place));
  clients.push(client);
  return client;
};

beforeAll(async () => {
  server = await openSecureServer();
  stranger = clientFor();
  admin = clientFor(ADMIN);
  ops = clientFor(OPS);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.dispose()));
  await server.stop();
});

const denied = async (work: Promise<unknown>): Promise<void> => {
  expect(await failureOf(work)).toBeInstanceOf(AccessDeniedError);
};
const read = (client: EventStoreDBClient, stream: string, credentials?: Credentials): Promise<number[]> =>
  all(client.readStream(stream, credentials === undefined ? {} : { credentials })).then(numbersOf);

describe("who comes in", () => {
  it("serves whoever has an account: appends, reads, deletes", async () => {
    const stream = freshStream();
    await ops.appendToStream(stream, [noted(1), noted(2)]);
    expect(await read(ops, stream)).toEqual([1, 2]);
    await ops.deleteStream(stream);
  });

  it("takes credentials with a single call", async () => {
    const stream = freshStream();
    await stranger.appendToStream(stream, noted(1), { credentials: OPS });
    expect(await read(stranger, stream, OPS)).toEqual([1]);
    await denied(read(stranger, stream));
  });

  it("turns strangers away, whatever they want with a stream", async () => {
    const stream = freshStream();
    await admin.appendToStream(stream, noted(1));
    await denied(stranger.appendToStream(stream, noted(2)));
    await denied(read(stranger, stream));
    await denied(stranger.deleteStream(stream));
    await denied(stranger.tombstoneStream(stream));
    await denied(all(stranger.readAll({ maxCount: 1 })));
    expect(await read(admin, stream)).toEqual([1]);
  });

  it.each([
    ["a wrong password", { username: "admin", password: "changed" }],
    ["a login that nobody has", { username: "nobody", password: "changeit" }],
  ])("refuses %s", async (_, credentials) => {
    const stream = freshStream();
    await denied(stranger.appendToStream(stream, noted(1), { credentials }));
    await denied(read(stranger, stream, credentials));
    await denied(clientFor(credentials).appendToStream(stream, noted(1)));
  });
});

describe("system streams", () => {
  it("lets administrators alone read $all", async () => {
    expect(await all(admin.readAll({ maxCount: 1 }))).toHaveLength(1);
    await denied(all(ops.readAll({ maxCount: 1 })));
  });

  it("lets administrators alone read and write streams whose names begin with $", async () => {
    const stream = freshStream("$system");
    await admin.appendToStream(stream, noted(1));
    await denied(ops.appendToStream(stream, noted(2)));
    await denied(read(ops, stream));
    expect(await read(admin, stream)).toEqual([1]);
  });
});

describe("a stream's own ACL", () => {
  const withAcl = async (acl: Record<string, string | string[]>): Promise<string> => {
    const stream = freshStream();
    await admin.setStreamMetadata(stream, { $acl: acl } as never);
    await admin.appendToStream(stream, noted(1));
    return stream;
  };

  it("keeps readers out and lets writers in", async () => {
    const stream = await withAcl({ $r: "$admins" });
    await denied(read(ops, stream));
    await ops.appendToStream(stream, noted(2));
    expect(await read(admin, stream)).toEqual([1, 2]);
  });

  it("keeps writers out and lets readers in, on either way of appending", async () => {
    const stream = await withAcl({ $w: ["$admins"] });
    await denied(ops.appendToStream(stream, noted(2)));
    await denied(stranger.appendToStream(stream, noted(2), { credentials: OPS }));
    expect(await read(ops, stream)).toEqual([1]);
  });

  it("names groups and logins", async () => {
    expect(await read(ops, await withAcl({ $r: ["$ops"] }))).toEqual([1]);
    expect(await read(ops, await withAcl({ $r: ["somebody", "ops"] }))).toEqual([1]);
    await denied(read(ops, await withAcl({ $r: ["somebody"] })));
  });

  it("guards deleting and the metadata apart", async () => {
    const stream = await withAcl({ $d: "$admins", $mr: "$admins", $mw: "$admins" });
    await denied(ops.deleteStream(stream));
    await denied(ops.tombstoneStream(stream));
    await denied(ops.getStreamMetadata(stream));
    await denied(ops.setStreamMetadata(stream, {}));
    expect(await read(ops, stream)).toEqual([1]);
  });

  it("never stops an administrator", async () => {
    const stream = await withAcl({ $r: "nobody", $w: "nobody", $d: "nobody" });
    await admin.appendToStream(stream, noted(2));
    expect(await read(admin, stream)).toEqual([1, 2]);
    await admin.deleteStream(stream);
  });

  it("holds for subscriptions", async () => {
    const stream = await withAcl({ $r: "$admins" });
    const subscribe = async (): Promise<void> => {
      for await (const _ of ops.subscribeToStream(stream, { fromRevision: START })) return;
    };
    await denied(subscribe());
  });

  it("ends a subscription of somebody who may no longer read", async () => {
    const stream = await withAcl({ $r: "$ops" });
    const seen: unknown[] = [];
    const subscribe = async (): Promise<void> => {
      for await (const { event } of ops.subscribeToStream(stream, { fromRevision: START })) {
        seen.push(event?.data);
        if (seen.length > 1) continue;
        await admin.setStreamMetadata(stream, { $acl: { $r: "$admins" } } as never);
        await admin.appendToStream(stream, noted(2));
      }
    };
    await denied(subscribe());
    expect(seen).toEqual([{ n: 1 }]);
  });

  it("does not let a link lead around it", async () => {
    const secret = await withAcl({ $r: "$admins" });
    const links = freshStream();
    await ops.appendToStream(links, {
      ...jsonEvent({ type: "$>", data: {} }),
      contentType: "application/octet-stream",
      data: Buffer.from(`0@${secret}`),
      metadata: undefined,
    });
    const events = await all(ops.readStream(links, { resolveLinkTos: true }));
    expect(events.map(({ event, link }) => [event?.type, link?.type])).toEqual([[undefined, "$>"]]);
    const [resolved] = await all(admin.readStream(links, { resolveLinkTos: true }));
    expect(resolved?.event?.type).toBe("Noted");
  });
});

describe("persistent subscriptions", () => {
  const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START });

  it("are looked after by operators; strangers learn nothing of them", async () => {
    const stream = freshStream();
    await ops.createPersistentSubscriptionToStream(stream, "workers", settings);
    await denied(stranger.createPersistentSubscriptionToStream(stream, "others", settings));
    await denied(stranger.getPersistentSubscriptionToStreamInfo(stream, "workers"));
    await denied(stranger.listAllPersistentSubscriptions());
    await denied(stranger.deletePersistentSubscriptionToStream(stream, "workers"));
    await ops.deletePersistentSubscriptionToStream(stream, "workers");
  });

  it("are read by whoever may read the stream, and show who reads", async () => {
    const stream = freshStream();
    await admin.appendToStream(stream, noted(1));
    await admin.createPersistentSubscriptionToStream(stream, "workers", settings);
    const consume = async (client: EventStoreDBClient): Promise<string[]> => {
      const subscription = client.subscribeToPersistentSubscriptionToStream(stream, "workers");
      for await (const event of subscription) {
        const { connections } = await admin.getPersistentSubscriptionToStreamInfo(stream, "workers");
        await subscription.ack(event);
        await subscription.unsubscribe();
        return connections.map(({ username }) => username);
      }
      return [];
    };
    expect(await consume(ops)).toEqual(["ops"]);
    await denied(consume(stranger));
    await admin.setStreamMetadata(stream, { $acl: { $r: ["$admins"] } } as never);
    await denied(consume(ops));
  });
});

describe("$settings", () => {
  it("changes what holds for streams of which nothing is said", async () => {
    const stream = freshStream();
    await admin.appendToStream(stream, noted(1));
    const set = (acl: object): Promise<unknown> =>
      admin.appendToStream("$settings", jsonEvent({ type: "update-default-acl", data: acl as never }), {
        expectedRevision: ANY,
      });
    await set({ $userStreamAcl: { $r: ["$admins"] } });
    try {
      await denied(read(ops, stream));
      await ops.appendToStream(stream, noted(2));
    } finally {
      await set({});
    }
    expect(await read(ops, stream)).toEqual([1, 2]);
  });
});
