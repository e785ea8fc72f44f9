import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CancelledError, EventStoreDBClient, jsonEvent, NO_STREAM, START } from "@eventstore/db-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startNodeProcess } from "./node-process.js";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "event-node-process-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const event = (): ReturnType<typeof jsonEvent> => jsonEvent({ type: "Noted", data: {} });

describe("the node as a process", () => {
  it("prints its connection string and ends with 0 on SIGTERM", async () => {
    const node = await startNodeProcess(dataDir);
    expect(node.url).toMatch(/^esdb:\/\/127\.0\.0\.1:\d+\?tls=false$/);
    expect(await node.end("SIGTERM")).toBe(0);
  });

  it("ends when its stdin closes, if it is on a leash", async () => {
    const node = await startNodeProcess(dataDir, "--leash");
    const ended = once(node.child, "exit");
    node.child.stdin?.end();
    expect(await ended).toEqual([0, null]);
  });

  it("ends open calls with CANCELLED when it stops", async () => {
    const node = await startNodeProcess(dataDir);
    const client = EventStoreDBClient.connectionString(node.url);
    const subscription = client.subscribeToAll({ fromPosition: START });
    await once(subscription, "caughtUp");
    const failed = once(subscription, "error");
    await node.end("SIGTERM");
    expect((await failed)[0]).toBeInstanceOf(CancelledError);
    await client.dispose();
  });

  it("recognises a repeated append after a restart", async () => {
    const repeated = [event(), event()];
    const first = await startNodeProcess(dataDir);
    const client = EventStoreDBClient.connectionString(first.url);
    const answer = await client.appendToStream("stock-1", repeated, { expectedRevision: NO_STREAM });
    await client.dispose();
    await first.end("SIGTERM");
    const second = await startNodeProcess(dataDir);
    const other = EventStoreDBClient.connectionString(second.url);
    expect(await other.appendToStream("stock-1", repeated, { expectedRevision: NO_STREAM })).toEqual(answer);
    expect((await other.appendToStream("stock-1", event(), { expectedRevision: 1n })).nextExpectedRevision).toBe(2n);
    await other.dispose();
    await second.end("SIGTERM");
  });

  it("survives callers that break off, send nonsense or say nothing", async () => {
    const node = await startNodeProcess(dataDir);
    const port = Number(new URL(node.url.replace("esdb:", "http:")).port);
    for (const words of ["", "P", "PRI", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nrubbish", "\u0000\u0001\u0002", "GET / HT"]) {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.write(words);
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.destroy();
    }
    const client = EventStoreDBClient.connectionString(node.url);
    expect((await client.appendToStream("stock-2", event())).success).toBe(true);
    await client.dispose();
    await node.end("SIGTERM");
  });
});
