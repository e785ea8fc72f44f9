import { afterEach, describe, expect, it, vi } from "vitest";
import { StoreUnavailable } from "#application/ports/event-store.js";
import { decodeToken, encodeToken, positionsOf } from "#http/consistency.js";
import { memoryConsistency } from "#tests/http/support/dependencies.js";
import { type Edge, openEdge } from "#tests/http/support/edge.js";

let edge: Edge | undefined;
afterEach(() => edge?.server.close());

const watched = (isBehind = false) => {
  const memory = memoryConsistency(() => isBehind);
  return { ...memory, reached: vi.fn(memory.reached) };
};

const offer = (open: Edge, headers: Record<string, string> = {}) =>
  open.server.inject({ url: "/native/v1/offer/7", headers });

describe("reading one's own writes", () => {
  it("tells how far a command has written, by stream category", async () => {
    edge = await openEdge();
    const payload = { stockId: 1, quantity: 1 };
    const answer = await edge.server.inject({
      method: "POST",
      url: "/native/v1/bookings",
      headers: edge.headers,
      payload,
    });
    expect(answer.headers["x-consistency-token"]).toBe("booking:1207");
  });

  it("waits for them without any help from the client", async () => {
    const consistency = watched();
    edge = await openEdge(undefined, { consistency });
    const { server, headers } = edge;
    await server.inject({ method: "POST", url: "/native/v1/bookings", headers, payload: { stockId: 1, quantity: 1 } });
    await server.inject({ url: "/native/v2/bookings", headers });
    const [projections, positions] = consistency.reached.mock.calls[0] ?? [];
    expect(projections).toContain("bookings");
    expect(positions).toEqual(new Map([["booking", 1207n]]));
  });

  it("does not wait for somebody who has written nothing", async () => {
    const consistency = watched();
    edge = await openEdge(undefined, { consistency });
    await offer(edge);
    expect(consistency.reached).not.toHaveBeenCalled();
  });

  it("honours a token that the client sends back, also for somebody who is not signed in", async () => {
    const consistency = watched();
    edge = await openEdge(undefined, { consistency });
    await offer(edge, { "x-consistency-token": "offer:12,stock:9007199254740993" });
    expect(consistency.reached.mock.calls[0]?.[1]).toEqual(
      new Map([
        ["offer", 12n],
        ["stock", 9007199254740993n],
      ]),
    );
  });

  it("says so when it gives up waiting", async () => {
    edge = await openEdge(undefined, { consistency: watched(true) });
    const answer = await offer(edge, { "x-consistency-token": "offer:12" });
    expect(answer.headers["x-consistency"]).toBe("stale");
  });

  it.each(["", "12", "offer:", "offer:-1", "offer:1;stock:2", "offer:99999999999999999999", "o".repeat(500)])(
    "refuses the token %j, which it never gave out, by the name of its header",
    async (token) => {
      edge = await openEdge();
      const answer = await offer(edge, { "x-consistency-token": token });
      expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, ["X-Consistency-Token"]]);
    },
  );

  it("keeps the last position of each category", () => {
    const receipt = (stream: string, position: bigint | null) => ({ stream, revision: 0n, position });
    const positions = positionsOf([
      receipt("stock-7", 5n),
      receipt("wallet-5", 6n),
      receipt("stock-8", 9n),
      receipt("booking-1", null),
    ]);
    expect(decodeToken(encodeToken(positions))).toEqual(
      new Map([
        ["stock", 9n],
        ["wallet", 6n],
      ]),
    );
  });
});

describe("an Idempotency-Key", () => {
  const book = (open: Edge, key?: string) =>
    open.server.inject({
      method: "POST",
      url: "/native/v1/bookings",
      headers: { ...open.headers, ...(key === undefined ? {} : { "idempotency-key": key }) },
      payload: { stockId: 1, quantity: 1 },
    });

  it("gives another try after a failure the same command id, so that the store recognises it", async () => {
    edge = await openEdge(() => {
      throw new StoreUnavailable("no connection");
    });
    for (const key of ["a", "a", "b", undefined, undefined]) await book(edge, key);
    const ids = edge.issued.map(({ envelope }) => envelope.commandId);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(4);
  });

  it.each(["", "é", "x".repeat(256), "a b"])("is refused by name when it is %j", async (key) => {
    edge = await openEdge();
    const answer = await book(edge, key);
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, ["Idempotency-Key"]]);
    expect(edge.issued).toEqual([]);
  });
});
