import { once } from "node:events";
import { Agent, get } from "node:http";
import fastify from "fastify";
import { describe, expect, it } from "vitest";
import { dropAnsweredConnections } from "#http/closing.js";
import { untilTrue } from "#tests/support/until-true.js";

describe("closing the server", () => {
  it("ends with the last answer, though its client would keep the connection for another minute", async () => {
    const server = fastify();
    dropAnsweredConnections(server);
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const asked = new Promise<void>((resolve) => {
      server.get("/slow", async () => {
        resolve();
        await held;
        return "here";
      });
    });
    const url = await server.listen({ port: 0, host: "127.0.0.1" });
    const agent = new Agent({ keepAlive: true });
    const answered = once(get(`${url}/slow`, { agent }), "response");
    await asked;

    const closed = server.close();
    await untilTrue(() => !server.server.listening);
    answer();
    const [response] = await answered;
    response.resume();
    await closed;
    expect(response.statusCode).toBe(200);
    agent.destroy();
  }, 15_000);
});
