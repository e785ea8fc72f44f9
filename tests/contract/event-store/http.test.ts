import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { text } from "node:stream/consumers";
import { EventStoreDBClient } from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreUnderTest } from "./store.js";
import { all, freshStream, noted, openStoreUnderTest } from "./store.js";

/** eventstore-protocol.md, sections 1 and 7. */

let store: StoreUnderTest;
beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.stop());

const ask = async (method: string, path: string): Promise<{ status: number; body: string }> => {
  const { hostname, port, searchParams } = new URL(store.url.replace(/^esdb(\+discover)?:/, "http:"));
  const caFile = searchParams.get("tlsCAFile");
  const request = searchParams.get("tls") === "false" ? plainRequest : secureRequest;
  const ca = caFile === null ? {} : { ca: readFileSync(caFile) };
  const [response] = await once(request({ hostname, port, method, path, ...ca }).end(), "response");
  return { status: response.statusCode, body: await text(response) };
};

describe("the port of the store", () => {
  it.each([
    ["GET", "/health/live", 204],
    ["HEAD", "/health/live", 204],
    ["GET", "/health/live?liveCode=200", 200],
    ["POST", "/health/live", 405],
    ["GET", "/no/such/page", 404],
  ])("answers %s %s with %i", async (method, path, status) => {
    expect((await ask(method, path)).status).toBe(status);
  });

  it("says who it is", async () => {
    const info: unknown = JSON.parse((await ask("GET", "/info")).body);
    expect(info).toMatchObject({ state: "leader", esVersion: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    const ping: unknown = JSON.parse((await ask("GET", "/ping")).body);
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
