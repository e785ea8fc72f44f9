import fastify from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guardRoutes, houseAccess } from "#http/access.js";
import { audiences } from "#http/audiences.js";
import { type Edge, openEdge } from "#tests/http/support/edge.js";

let edge: Edge;
beforeAll(async () => {
  edge = await openEdge();
});
afterAll(() => edge.server.close());

const lines = [houseAccess, ...audiences.map(({ access }) => access)].flatMap((table) => Object.entries(table));

describe("the table of who may call what", () => {
  it("has one line for each route: two audiences never share one", () => {
    const routes = lines.map(([line]) => line);
    expect(routes.filter((line, index) => routes.indexOf(line) !== index)).toEqual([]);
  });

  it.each(lines)("%s is for %s: without credentials it answers so", async (line, access) => {
    const [method, pattern = ""] = line.split(" ");
    const url = pattern.replace("*", "index.css").replaceAll(/:[A-Za-z]+/g, "1");
    const { statusCode } = await edge.server.inject({ method: method as "GET", url });
    if (access === "anyone") expect([401, 403]).not.toContain(statusCode);
    else expect(statusCode).toBe(401);
  });

  it("keeps a server with a forgotten route from starting", async () => {
    const app = fastify();
    guardRoutes(app, {}, new Map());
    expect(() => app.get("/forgotten", async () => "")).toThrow(/GET \/forgotten has no line in the access table/);
  });

  it("keeps a server with a line for nothing from starting", async () => {
    const app = fastify();
    guardRoutes(app, { "GET /gone": "anyone" }, new Map());
    await expect(app.ready()).rejects.toThrow(/GET \/gone, which is not served/);
  });
});
