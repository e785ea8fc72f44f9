import { EventStoreDBClient } from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreUnderTest } from "./store.js";
import { all, freshStream, noted, openStoreUnderTest } from "./store.js";

/** eventstore-protocol.md, sections 1 and 7. */

let store: StoreUnderTest;
let base: string;
beforeAll(async () => {
  store = await openStoreUnderTest();
  const { host, searchParams } = new URL(store.url.replace(/^esdb(\+discover)?:/, "http:"));
  base = `${searchParams.get("tls") === "false" ? "http" : "https"}://${host}`;
});
afterAll(() => store.stop());

describe("the port of the store", () => {
  it.each([
    ["GET", "/health/live", 204],
    ["HEAD", "/health/live", 204],
    ["GET", "/health/live?liveCode=200", 200],
    ["POST", "/health/live", 405],
    ["GET", "/no/such/page", 404],
  ])("answers %s %s with %i", async (method, path, status) => {
    expect((await fetch(base + path, { method })).status).toBe(status);
  });

  it("says who it is", async () => {
    const info = (await (await fetch(`${base}/info`)).json()) as Record<string, unknown>;
    expect(info).toMatchObject({ state: "leader", esVersion: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    const ping = (await (await fetch(`${base}/ping`)).json()) as Record<string, unknown>;
    expect(ping).toMatchObject({ text: "Ping request successfully handled" });
  });

  it("can be found by gossip", async () => {
    const discovering = EventStoreDBClient.connectionString(store.url.replace(/^esdb:/, "esdb+discover:"));
    const stream = freshStream();
    await discovering.appendToStream(stream, noted(1));
    expect(await all(discovering.readStream(stream))).toHaveLength(1);
    await discovering.dispose();
  });
});
