import { mkdtemp, rm } from "node:fs/promises";
import type { ClientHttp2Session } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { field, number64 } from "#event-node/codec/append-answers.js";
import { uuidHalves } from "#event-node/codec/uuid.js";
import type { EventNode } from "#event-node/event-node.js";
import { startEventNode } from "#event-node/event-node.js";
import { Status } from "#event-node/grpc/status.js";
import type { SettingsMessage } from "#event-node/persistent-subscriptions/messages.js";
import { ChangeRequest, InfoAnswer, InfoRequest, ReadRequest } from "#event-node/persistent-subscriptions/messages.js";
import { noted } from "#tests/contract/event-store/store.js";
import { openSession, rawCall, rawUnary } from "./raw-call.js";

/** What other clients than ours may ask for: eventstore-protocol.md, section 2. */

let dataDir: string;
let node: EventNode;
let client: EventStoreDBClient;
let session: ClientHttp2Session;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "event-node-wire-"));
  node = await startEventNode({ port: 0, dataDir });
  client = EventStoreDBClient.connectionString(node.connectionString);
  session = openSession(node.connectionString);
});
afterAll(async () => {
  session.destroy();
  await client.dispose();
  await node.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const sizes: SettingsMessage = {
  readBatchSize: 20,
  historyBufferSize: 500,
  liveBufferSize: 500,
  messageTimeoutMs: 30_000,
};
const nameOf = (stream: string): { identifier: { name: Buffer } } => ({ identifier: { name: Buffer.from(stream) } });

const create = (stream: string, settings: SettingsMessage = {}): ReturnType<typeof rawUnary> =>
  rawUnary(
    session,
    "Create",
    ChangeRequest.encode({
      options: { stream: { ...nameOf(stream), start: {} }, groupName: "g", settings: { ...sizes, ...settings } },
    }),
  );

/** A UUID message of the form that has two halves. */
const structured = (id: string): Buffer => {
  const { mostSignificant, leastSignificant } = uuidHalves(id);
  return field(0x0a, Buffer.concat([number64(0x08, mostSignificant), number64(0x10, leastSignificant)]));
};

describe("a group created by another client", () => {
  it("may name its stream in the newer form, and a strategy that ours has no name for", async () => {
    expect((await create("newer", { consumerStrategy: "PinnedByCorrelation" })).status).toBe(Status.OK);
    const { messages } = await rawUnary(
      session,
      "GetInfo",
      InfoRequest.encode({ options: { ...nameOf("newer"), groupName: "g" } }),
    );
    const { info } = InfoAnswer.decode(messages[0] ?? Buffer.alloc(0));
    expect(info).toMatchObject({ namedConsumerStrategy: "PinnedByCorrelation", startFrom: "0", eventSource: "newer" });
  });

  it("is refused with a strategy that does not exist, by name and in ASCII", async () => {
    const { status, trailers } = await create("예약", { consumerStrategy: "복권" });
    expect(status).toBe(Status.INTERNAL);
    expect(trailers).toMatchObject({ exception: "persistent-subscription-failed", "group-name": "g" });
    expect(trailers["reason"]).toMatch(/^[\x20-\x7e]+$/);
    expect(decodeURIComponent(trailers["stream-name"] ?? "")).toBe("예약");
  });

  it("keeps events of one correlation with one consumer", async () => {
    await create("correlated", { consumerStrategy: "PinnedByCorrelation" });
    const readers = [0, 1].map(() => client.subscribeToPersistentSubscriptionToStream("correlated", "g"));
    const seen = readers.map(() => new Set<string>());
    let count = 0;
    await Promise.all(readers.map((reader) => new Promise((resolve) => reader.once("confirmation", resolve))));
    for (const [index, reader] of readers.entries())
      reader.on("data", (event) => {
        const { $correlationId = "" } = (event.event?.metadata ?? {}) as { $correlationId?: string };
        seen[index]?.add($correlationId);
        count += 1;
        void reader.ack(event);
      });
    for (let n = 0; n < 60; n++)
      await client.appendToStream(
        "correlated",
        jsonEvent({ type: "T", data: { n }, metadata: { $correlationId: `visit-${n % 12}` } }),
      );
    await expect.poll(() => count).toBe(60);
    const [one = new Set(), two = new Set()] = seen;
    expect(one.size + two.size).toBe(12);
    expect([...one].filter((id) => two.has(id))).toEqual([]);
    for (const reader of readers) await reader.unsubscribe();
  });
});

describe("reading with ids as two halves", () => {
  it("sends them so, and takes answers so", async () => {
    const event = noted(1);
    await client.appendToStream("halves", event);
    await create("halves");
    const call = rawCall(session, "Read");
    call.send(
      ReadRequest.encode({
        options: { ...nameOf("halves"), groupName: "g", bufferSize: 5, uuidOption: { structured: {} } },
      }),
    );
    const delivered = await call.message(1);
    expect(delivered.includes(structured(event.id))).toBe(true);
    call.send(ReadRequest.encode({ ack: { ids: [structured(event.id)] } }));
    await expect
      .poll(
        async () => (await client.getPersistentSubscriptionToStreamInfo("halves", "g")).stats.outstandingMessagesCount,
      )
      .toBe(0);
    call.end();
    expect((await call.ended).status).toBe(Status.OK);
  });
});

describe("a read that makes no sense", () => {
  it.each([
    ["without options", ReadRequest.encode({ ack: { ids: [] } })],
    ["without a form of ids", ReadRequest.encode({ options: { ...nameOf("newer"), groupName: "g", bufferSize: 1 } })],
    [
      "without room for an event",
      ReadRequest.encode({ options: { ...nameOf("newer"), groupName: "g", uuidOption: { string: {} } } }),
    ],
  ])("is refused %s", async (_, request) => {
    const call = rawCall(session, "Read");
    call.send(request);
    expect((await call.ended).status).toBe(Status.INVALID_ARGUMENT);
  });

  it("ends when it is no protobuf, and the node goes on", async () => {
    const call = rawCall(session, "Read");
    call.send(Buffer.from([0x0a, 0xff, 0xff]));
    expect((await call.ended).status).not.toBe(Status.OK);
    expect((await client.appendToStream("still-here", noted(1))).success).toBe(true);
  });

  it("with ids that are none is ignored", async () => {
    await client.appendToStream("odd", noted(1));
    await create("odd");
    const call = rawCall(session, "Read");
    call.send(
      ReadRequest.encode({ options: { ...nameOf("odd"), groupName: "g", bufferSize: 5, uuidOption: { string: {} } } }),
    );
    await call.message(1);
    call.send(ReadRequest.encode({ nack: { ids: [Buffer.from([0x12, 1, 0x78])], action: 77, reason: "?" } }));
    expect((await client.getPersistentSubscriptionToStreamInfo("odd", "g")).stats.outstandingMessagesCount).toBe(1);
    call.end();
    await call.ended;
  });
});
