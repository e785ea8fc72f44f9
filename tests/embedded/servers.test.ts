import { Redis } from "ioredis";
import { connect } from "nats";
import { describe, expect, it, onTestFinished } from "vitest";
import { hasNats, hasRedis, startTestNats, startTestRedis } from "#tests/support/servers.js";

describe.runIf(hasNats())("the NATS server of tests", () => {
  it("keeps what is published in JetStream", async () => {
    const { url, stop } = await startTestNats();
    onTestFinished(stop);
    const connection = await connect({ servers: url });
    const manager = await connection.jetstreamManager();
    await manager.streams.add({ name: "FACTS", subjects: ["facts.>"] });
    expect(await connection.jetstream().publish("facts.one", "1")).toMatchObject({ seq: 1, duplicate: false });
    await connection.close();
  });
});

describe.runIf(hasRedis())("the Redis server of tests", () => {
  it("answers", async () => {
    const { url, stop } = await startTestRedis();
    onTestFinished(stop);
    const redis = new Redis(url);
    await redis.set("seen", "1");
    expect(await redis.get("seen")).toBe("1");
    redis.disconnect();
  });
});
