import { beforeEach, describe, expect, it } from "vitest";
import { createIds } from "#application/id-blocks.js";
import { createIdempotency, type Idempotency, KeyReused } from "#application/idempotency.js";
import type { EventStore } from "#application/ports/event-store.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";

let eventStore: EventStore;
let idempotency: Idempotency;
beforeEach(() => {
  eventStore = memoryEventStore();
  idempotency = createIdempotency(eventStore, createIds(eventStore));
});

const given = { status: 200, body: '{"bookingId":1}', headers: { "content-type": "application/json" } };

describe("a request with an Idempotency-Key", () => {
  it("has no answer at first, and the same one ever after", async () => {
    const first = await idempotency.begin("user:1 POST /bookings k", "body");
    expect(first.given).toBeUndefined();
    await first.answered(given);
    expect((await idempotency.begin("user:1 POST /bookings k", "body")).given).toEqual(given);
  });

  it("draws the same ids again in the same order after a crash in the middle", async () => {
    const crashed = await idempotency.begin("k", "body");
    const drawn = await Promise.all([
      crashed.ids.next("stock"),
      crashed.ids.next("booking"),
      crashed.ids.next("stock"),
    ]);
    const retried = await createIdempotency(eventStore, createIds(eventStore)).begin("k", "body");
    expect(retried.given).toBeUndefined();
    expect([
      await retried.ids.next("stock"),
      await retried.ids.next("booking"),
      await retried.ids.next("stock"),
    ]).toEqual(drawn);
    expect(drawn).not.toContain(await retried.ids.next("stock"));
  });

  it("is refused when the key came with another request before", async () => {
    await idempotency.begin("k", "one body");
    await expect(idempotency.begin("k", "another body")).rejects.toThrow(KeyReused);
  });

  it("is nobody else's: another caller's key of the same letters is another key", async () => {
    await (await idempotency.begin("user:1 k", "body")).answered(given);
    expect((await idempotency.begin("user:2 k", "body")).given).toBeUndefined();
  });

  it("keeps the first answer when two attempts answer at the same time", async () => {
    const one = await idempotency.begin("k", "body");
    const other = await idempotency.begin("k", "body");
    await one.answered(given);
    await other.answered({ ...given, body: "late" });
    expect((await idempotency.begin("k", "body")).given).toEqual(given);
  });
});
