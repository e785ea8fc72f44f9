import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testSettings } from "#tests/http/support/dependencies.js";
import { type Edge, openEdge } from "#tests/http/support/edge.js";
import { hasRedis, startTestRedis, type TestServer } from "#tests/support/servers.js";

describe.runIf(hasRedis())("rate limits of two processes over one Redis", () => {
  let server: TestServer;
  let redis: Redis;
  const edges: Edge[] = [];
  beforeAll(async () => {
    server = await startTestRedis();
    redis = new Redis(server.url, { maxRetriesPerRequest: 1, commandTimeout: 500, enableOfflineQueue: false });
    redis.on("error", () => undefined); // it is stopped on purpose below
    await new Promise((resolve) => redis.once("ready", resolve));
    const settings = { ...testSettings, signinsPerMinute: 2 };
    for (let process = 0; process < 2; process += 1) edges.push(await openEdge(undefined, { settings, redis }));
  });
  afterAll(async () => {
    await Promise.all(edges.map((edge) => edge.server.close()));
    redis.disconnect();
    await server.stop();
  });

  const attempt = async (process: number, identifier: string, remoteAddress: string): Promise<number> => {
    const payload = { identifier, password: "x" };
    const answer = await edges[process]?.server.inject({
      method: "POST",
      url: "/native/v1/signin",
      remoteAddress,
      payload,
    });
    return answer?.statusCode ?? 0;
  };

  it("count together, and keep nobody's address in the clear", async () => {
    const email = "zoe@example.com";
    expect(await attempt(0, email, "10.0.0.1")).toBe(400);
    expect(await attempt(1, email, "10.0.0.2")).toBe(400);
    expect(await attempt(0, email, "10.0.0.3")).toBe(429);
    expect((await redis.keys("*")).join(" ")).not.toContain("zoe");
  });

  it("let people in when Redis is away", async () => {
    await server.stop();
    for (let tries = 0; tries < 4; tries += 1) expect(await attempt(1, "max@example.com", "10.0.0.9")).toBe(400);
  });
});
