import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { system } from "#application/metadata.js";
import type { EventStore } from "#application/ports/event-store.js";
import { silent } from "#application/ports/logger.js";
import { createRunner } from "#application/runner/command-runner.js";
import { provider } from "#domain/provider/decider.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";

const clock = { now: () => "2026-01-01T00:00:00.000Z" };
const envelope = () => ({ commandId: randomUUID(), correlationId: "c", actor: system("test") });
const create = { type: "CreateProvider", data: { providerId: 7, name: "TicketBusters" } } as const;
const link = (venueId: number) => ({ type: "LinkProviderToVenue", data: { venueId } }) as const;

/** A process of the write side that says which streams it read. */
const aProcess = (eventStore: EventStore) => {
  const reads: string[] = [];
  const readStream: EventStore["readStream"] = (stream, options) => {
    reads.push(stream);
    return eventStore.readStream(stream, options);
  };
  return { ...createRunner({ eventStore: { ...eventStore, readStream }, clock, logger: silent }), reads };
};

describe("a state that another process changes", () => {
  it("is known here a moment later, without a read", async () => {
    const eventStore = memoryEventStore();
    const [here, there] = [aProcess(eventStore), aProcess(eventStore)];
    await expect.poll(() => here.load(provider, 1)).toEqual({ status: "absent" }); // the feed is live
    await there.run(provider, 7, create, envelope());
    await there.run(provider, 7, link(1), envelope());
    await expect.poll(async () => (await eventStore.readLast("provider-7"))?.revision).toBe(1n);
    await new Promise((resolve) => setImmediate(resolve));
    here.reads.length = 0;
    const expected = { status: "active", providerId: 7, name: "TicketBusters", venueIds: new Set([1]) };
    await expect.poll(() => here.load(provider, 7)).toEqual(expected);
    expect(here.reads).toEqual([]);
    here.close();
    there.close();
  });

  it("is read anew where something was missed in between", async () => {
    const eventStore = memoryEventStore();
    const there = aProcess(eventStore);
    await there.run(provider, 7, create, envelope());
    const here = aProcess(eventStore); // begins to listen after the first event
    await expect.poll(() => here.load(provider, 1)).toEqual({ status: "absent" });
    await there.run(provider, 7, link(1), envelope());
    await there.run(provider, 7, link(2), envelope());
    await expect.poll(() => here.load(provider, 7)).toMatchObject({ venueIds: new Set([1, 2]) });
    here.close();
    there.close();
  });
});
