import { afterEach, describe, expect, it } from "vitest";
import { testSettings } from "#tests/http/support/dependencies.js";
import { type Edge, openEdge } from "#tests/http/support/edge.js";

let edge: Edge;
afterEach(() => edge.server.close());

describe("every answer", () => {
  it.each(["/health/api", "/native/v1/categories", "/nowhere", "/native/v1/me"])(
    "carries the security headers: %s",
    async (url) => {
      edge = await openEdge();
      const { headers } = await edge.server.inject(url);
      expect(headers).toMatchObject({
        "x-frame-options": "SAMEORIGIN",
        "x-content-type-options": "nosniff",
        "x-xss-protection": "1; mode=block",
        "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
        "x-request-id": expect.any(String),
      });
    },
  );

  it("keeps the request id of the caller when it is a plain word, and makes one otherwise", async () => {
    edge = await openEdge();
    const idFor = async (given: string) =>
      (await edge.server.inject({ url: "/health/api", headers: { "request-id": given } })).headers["x-request-id"];
    expect(await idFor("abc-12345")).toBe("abc-12345");
    expect(await idFor("<script>alert(1)</script>")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("a page of a browser", () => {
  it.each([
    ["https://app.example", "/native/v1/me", true],
    ["https://pro.example", "/native/v1/me", false],
    ["https://pro.example", "/users/current", true],
    ["https://evil.example", "/users/current", false],
    ["https://pro.example.evil.example", "/users/current", false],
    ["https://pro.example", "/public/bookings/v1/bookings", false],
  ])("of %s calling %s: may it? %s", async (origin, url, isAllowed) => {
    edge = await openEdge();
    const headers = { origin, "access-control-request-method": "GET" };
    const preflight = await edge.server.inject({ method: "OPTIONS", url, headers });
    expect(preflight.headers["access-control-allow-origin"]).toBe(isAllowed ? origin : undefined);
    const answer = await edge.server.inject({ method: "GET", url, headers: { origin } });
    expect(answer.headers["access-control-allow-origin"]).toBe(isAllowed ? origin : undefined);
  });
});

describe("the log", () => {
  it("has one line a request, with what operations need and nobody's data", async () => {
    edge = await openEdge();
    await edge.server.inject({
      method: "GET",
      url: "/native/v1/offer/7?page=2&email=zoe@example.com&status=CONFIRMED&token=ABC234",
      remoteAddress: "82.64.12.199",
      headers: {
        ...edge.headers,
        "app-version": "1.400.0",
        "device-id": "3A9F-77",
        platform: "ios",
        "commit-hash": "Zoé L'Hôte <zoe@example.com>",
      },
    });
    const requests = edge.lines.filter(({ message }) => message === "HTTP request at /native/v1/offer/:offerId");
    expect(requests).toHaveLength(1);
    expect(requests[0]?.extra).toEqual({
      statusCode: expect.any(Number),
      method: "GET",
      route: "/native/v1/offer/:offerId",
      path: "/native/v1/offer/7",
      queryParams: { page: "2", email: "[redacted]", status: "CONFIRMED", token: "[redacted]" },
      size: expect.any(Number),
      deviceId: "3A9F-77",
      sourceIp: "82.64.12.0",
      requestId: expect.any(String),
      appVersion: "1.400.0",
      commitHash: null,
      codePushId: null,
      platform: "ios",
      duration: expect.any(Number),
    });
    expect(JSON.stringify(edge.lines)).not.toContain("zoe@");
  });

  it("does not tell which path somebody tried", async () => {
    edge = await openEdge();
    await edge.server.inject("/reset/zoe@example.com/ABC234");
    expect(edge.lines[0]?.extra).toMatchObject({ route: null, path: "/reset/*" });
  });
});

describe("signing in again and again", () => {
  const attempt = (identifier: string, remoteAddress: string) =>
    edge.server.inject({
      method: "POST",
      url: "/native/v1/signin",
      remoteAddress,
      payload: { identifier, password: "x" },
    });
  const settings = { ...testSettings, signinsPerMinute: 2 };

  it("from one address is stopped, whoever is tried", async () => {
    edge = await openEdge(undefined, { settings });
    const statuses: number[] = [];
    for (const name of ["a", "b", "c"]) statuses.push((await attempt(`${name}@example.com`, "10.0.0.1")).statusCode);
    expect(statuses).toEqual([400, 400, 429]);
    expect((await attempt("d@example.com", "10.0.0.2")).statusCode).toBe(400);
  });

  it("as one person is stopped, wherever it comes from and however the address is written", async () => {
    edge = await openEdge(undefined, { settings });
    await attempt("zoe@example.com", "10.0.0.1");
    await attempt(" ZOE@example.com", "10.0.0.2");
    const stopped = await attempt("zoe@example.com", "10.0.0.3");
    expect([stopped.statusCode, stopped.json()]).toEqual([429, { global: [expect.any(String)] }]);
    expect(Number(stopped.headers["retry-after"])).toBeGreaterThan(0);
  });
});

describe("the house's own routes", () => {
  it("tell the version, and whether the database answers", async () => {
    edge = await openEdge();
    const api = await edge.server.inject("/health/api");
    expect([api.statusCode, api.body]).toEqual([200, "0.0.0-test"]);
    const database = await edge.server.inject("/health/database");
    expect([database.statusCode, database.body]).toEqual([500, "0.0.0-test"]);
  });

  it("measure requests by the pattern of their route, never by their path", async () => {
    edge = await openEdge();
    await edge.server.inject("/native/v1/offer/7");
    await edge.server.inject("/zoe@example.com");
    const { body } = await edge.server.inject("/metrics");
    expect(body).toMatch(
      /http_request_duration_seconds_count\{method="GET",path="\/native\/v1\/offer\/:offerId",status="\d+"\} 1/,
    );
    expect(body).toContain("process_resident_memory_bytes");
    expect(body).not.toContain("zoe");
  });

  it("show all three documents in one page", async () => {
    edge = await openEdge();
    const page = await edge.server.inject("/docs/static/swagger-initializer.js");
    for (const document of ["/native/openapi.json", "/pro/openapi.json", "/openapi.json"]) {
      expect(page.body).toContain(document);
      const { paths } = (await edge.server.inject(document)).json();
      expect(Object.keys(paths).length).toBeGreaterThan(0);
    }
  });

  it("keep each audience's document to itself", async () => {
    edge = await openEdge();
    const { paths, components } = (await edge.server.inject("/native/openapi.json")).json();
    expect(Object.keys(paths).every((path) => path.startsWith("/native/"))).toBe(true);
    expect(Object.keys(components.schemas)).toContain("BookOfferRequest");
    expect(Object.keys(components.schemas).filter((name) => name.endsWith("Input"))).toEqual([]);
  });
});
