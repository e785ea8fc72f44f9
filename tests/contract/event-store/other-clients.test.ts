import { ANY, jsonEvent, KurrentDBClient, START, WrongExpectedVersionError } from "@kurrent/kurrentdb-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServerUnderTest } from "./server.js";
import { failureOf, freshStream, openServerUnderTest } from "./server.js";

/** The successor of our client: the same protocol, with a reader of its own in Rust. */

let server: ServerUnderTest;
let client: KurrentDBClient;
beforeAll(async () => {
  server = await openServerUnderTest();
  client = KurrentDBClient.connectionString(server.url.replace(/^esdb/, "kurrentdb"));
});
afterAll(async () => {
  await client.dispose();
  await server.stop();
});

const noted = (n: number): ReturnType<typeof jsonEvent> => jsonEvent({ type: "Noted", data: { n } });

describe("@kurrent/kurrentdb-client", () => {
  it("appends and reads in both directions", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, [noted(0), noted(1)], { streamState: "no_stream" });
    const forwards = [];
    for await (const { event } of client.readStream(stream)) forwards.push(event?.data);
    expect(forwards).toEqual([{ n: 0 }, { n: 1 }]);
    const backwards = [];
    for await (const { event } of client.readStream(stream, { direction: "backwards", fromRevision: "end" })) {
      backwards.push(event?.revision);
    }
    expect(backwards).toEqual([1n, 0n]);
  });

  it("is told of a wrong expected version", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, noted(0), { streamState: ANY });
    const error = await failureOf(client.appendToStream(stream, noted(1), { streamState: "no_stream" }));
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
  });

  it("subscribes to a stream and is told of what comes", async () => {
    const stream = freshStream();
    await client.appendToStream(stream, noted(0));
    const seen: unknown[] = [];
    for await (const { event } of client.subscribeToStream(stream, { fromRevision: START })) {
      seen.push(event?.data);
      if (seen.length === 1) await client.appendToStream(stream, noted(1));
      if (seen.length === 2) break;
    }
    expect(seen).toEqual([{ n: 0 }, { n: 1 }]);
  });

  it("reads $all", async () => {
    const { position } = await client.appendToStream(freshStream(), noted(7));
    const seen = [];
    for await (const { event } of client.readAll({ fromPosition: position ?? START, maxCount: 1 }))
      seen.push(event?.data);
    expect(seen).toEqual([{ n: 7 }]);
  });
});
