import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { OutcomeUnknown, StoreUnavailable } from "#application/ports/event-store.js";
import { TooMuchContention } from "#application/runner/contract.js";
import { Refusal, refusalCodes } from "#domain/shared/refusal.js";
import { audiences } from "#http/audiences.js";
import { answerRefusal } from "#http/errors/refusals.js";
import { DatabaseBusy } from "#infrastructure/postgres/pool.js";
import { testSettings } from "#tests/http/support/dependencies.js";
import { type Edge, openEdge } from "#tests/http/support/edge.js";

let edge: Edge;
afterEach(() => edge.server.close());

const book = (payload: unknown, headers: Record<string, string> = {}) =>
  edge.server.inject({
    method: "POST",
    url: "/native/v1/bookings",
    headers: { "content-type": "application/json", ...edge.headers, ...headers },
    payload: typeof payload === "string" ? payload : JSON.stringify(payload),
  });

const failing = (error: unknown) =>
  openEdge(() => {
    throw error;
  });

describe("input that does not fit", () => {
  it.each([
    ["an unknown key", { stockId: 1, quantity: 1, colour: "red" }, "colour"],
    ["a missing field", { quantity: 1 }, "stockId"],
    ["a wrong type", { stockId: "1", quantity: 1 }, "stockId"],
    ["half a seat", { stockId: 1, quantity: 0.5 }, "quantity"],
    ["an id that no integer holds", { stockId: 1e300, quantity: 1 }, "stockId"],
    ["a list for a body", [1], "global"],
    ["nothing", "", "global"],
  ])("is named: %s", async (_, payload, field) => {
    edge = await openEdge();
    const answer = await book(payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ [field]: [expect.any(String)] });
    expect(edge.issued).toEqual([]);
  });

  it("is named by its path, joined by dots", async () => {
    edge = await openEdge();
    const payload = { identifier: "a@b.fr", password: "x", deviceInfo: { deviceId: 3 } };
    const answer = await edge.server.inject({ method: "POST", url: "/native/v1/signin", payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ "deviceInfo.deviceId": [expect.any(String)] });
  });

  it.each([
    ["JSON that ends too early", "{", {}, 400],
    ["a body that poisons prototypes", '{"__proto__": {"stockId": 1}}', {}, 400],
    ["another content type", "stockId=1", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["a body over the limit", JSON.stringify({ stockId: 1, quantity: 1, filler: "x".repeat(9_000) }), {}, 413],
  ])("is refused whole: %s", async (_, payload, headers, status) => {
    edge = await openEdge();
    const answer = await book(payload, headers);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({ global: [expect.any(String)] });
    expect(edge.issued).toEqual([]);
  });
});

describe("paths", () => {
  it.each([
    ["GET", "/nowhere", 404],
    ["GET", "/native/v1/offer/abc", 404],
    ["GET", "/native/v1/offer/0", 404],
    ["GET", "/native/v1/offer/99999999999999999999", 404],
    ["DELETE", "/native/v1/me", 405],
    ["GET", "/native/v1/bookings/7/cancel", 405],
  ] as const)("%s %s is answered %i and no more", async (method, url, status) => {
    edge = await openEdge();
    const answer = await edge.server.inject({ method, url });
    const body = status === 404 ? {} : { global: ["La méthode que vous utilisez n'existe pas sur notre serveur"] };
    expect([answer.statusCode, answer.json()]).toEqual([status, body]);
    if (status === 405) expect(answer.headers.allow).toMatch(/GET|POST/);
  });

  it("may end with a slash", async () => {
    edge = await openEdge();
    expect((await edge.server.inject("/native/v1/categories/")).statusCode).toBe(200);
  });

  it("answer HEAD as GET without a body, and OPTIONS with what works there", async () => {
    edge = await openEdge();
    const head = await edge.server.inject({ method: "HEAD", url: "/native/v1/categories" });
    expect([head.statusCode, head.body]).toEqual([200, ""]);
    const options = await edge.server.inject({ method: "OPTIONS", url: "/native/v1/categories" });
    expect(options.statusCode).toBe(204);
  });

  it("that are no path are a bad request", async () => {
    edge = await openEdge();
    const answer = await edge.server.inject("/native/%zz");
    expect(answer.statusCode).toBe(400);
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });
});

describe("a refusal", () => {
  it.each(audiences.map(({ name, refusals }) => ({ name, refusals })))(
    "has a 4xx answer for $name, whatever its code",
    ({ refusals }) => {
      for (const code of refusalCodes) {
        const { status, body } = answerRefusal(
          refusals,
          new Refusal(code, { field: "name", limit: "2026-11-22T12:00:00.000Z" }),
        );
        expect(status, code).toBeGreaterThanOrEqual(400);
        expect(status, code).toBeLessThan(500);
        expect(body, code).toBeTypeOf("object");
      }
    },
  );

  it("is no fault: nothing is logged but the request", async () => {
    edge = await failing(new Refusal("ALREADY_BOOKED"));
    const answer = await book({ stockId: 1, quantity: 1 });
    expect([answer.statusCode, answer.json()]).toEqual([400, { code: "ALREADY_BOOKED" }]);
    expect(edge.lines.map(({ level }) => level)).toEqual(["info"]);
  });
});

describe("a server that we depend on", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" });
  it.each([
    ["the event store is away", new StoreUnavailable("no connection"), 503],
    ["nobody knows whether it was written", new OutcomeUnknown("deadline"), 503],
    ["Postgres is away", new Error("Connection failed", { cause: refused }), 503],
    ["Postgres is busy", new DatabaseBusy("500 queries wait"), 503],
    ["others always come first", new TooMuchContention("stock-7"), 409],
  ])("that says not now is told so: %s", async (_, error, status) => {
    edge = await failing(error);
    const answer = await book({ stockId: 1, quantity: 1 });
    expect([answer.statusCode, answer.json()]).toEqual([status, { global: [expect.any(String)] }]);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect(edge.lines.map(({ level }) => level)).toEqual(["warn", "info"]);
  });

  it("never says that nothing was written when nobody knows", async () => {
    edge = await failing(new OutcomeUnknown("deadline"));
    expect((await book({ stockId: 1, quantity: 1 })).body).not.toContain("rien n'a été enregistré");
  });

  it("that never answers is not waited for", async () => {
    edge = await openEdge(() => new Promise(() => undefined), { settings: { ...testSettings, requestTimeoutMs: 50 } });
    const answer = await book({ stockId: 1, quantity: 1 });
    expect([answer.statusCode, answer.json()]).toEqual([503, { global: [expect.stringContaining("pas encore si")] }]);
  });

  it("may answer after its request was given up, and disturbs nobody", async () => {
    const answers = [300, 0].map((ms) => () => sleep(ms, { bookingId: 1001 }));
    edge = await openEdge(() => answers.shift()?.(), { settings: { ...testSettings, requestTimeoutMs: 50 } });
    expect((await book({ stockId: 1, quantity: 1 })).statusCode).toBe(503);
    await sleep(350);
    expect((await book({ stockId: 1, quantity: 1 })).statusCode).toBe(200);
    expect(edge.lines.map(({ level }) => level)).toEqual(["warn", "info", "info"]);
  });
});

describe("an unexpected error", () => {
  it("is told in one sentence and logged whole, without names, tokens or addresses", async () => {
    const cause = new Error('duplicate key (email)=(zoe@example.com), password: "hunter2!", +33612345678');
    edge = await failing(
      new Error("postgres://pass_culture:passq@db/x said no to Bearer eyJhbGciOi.eyJzdWIi.c2ln", { cause }),
    );
    const answer = await book({ stockId: 1, quantity: 1 });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({
      global: ["Il semble que nous ayons des problèmes techniques :( On répare ça au plus vite."],
    });
    const logged = JSON.stringify(edge.lines);
    expect(logged).toContain("duplicate key");
    expect(logged).toContain("said no to");
    for (const secret of ["zoe@example.com", "hunter2", "612345678", "passq", "eyJhbGciOi"])
      expect(logged).not.toContain(secret);
  });

  it("that is no Error is answered just so", async () => {
    edge = await failing("a string");
    expect((await book({ stockId: 1, quantity: 1 })).statusCode).toBe(500);
  });
});
