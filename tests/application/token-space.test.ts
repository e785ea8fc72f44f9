import { describe, expect, it } from "vitest";
import { openTokenSpace } from "#application/token-space.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";

describe("the token space of an event store", () => {
  it("is one for all processes that open it, also when they come first together", async () => {
    const eventStore = memoryEventStore();
    const spaces = await Promise.all([1, 2, 3, 4].map(() => openTokenSpace(eventStore)));
    const later = await openTokenSpace(eventStore);
    expect(new Set([...spaces, later].map((space) => space.tokenOf(1_001))).size).toBe(1);
  });
  it("is another one for every store, so that nobody can guess a token from another installation", async () => {
    const [here, there] = await Promise.all([openTokenSpace(memoryEventStore()), openTokenSpace(memoryEventStore())]);
    const tokens = (space: typeof here) => Array.from({ length: 20 }, (_, index) => space.tokenOf(index + 1));
    expect(tokens(here)).not.toEqual(tokens(there));
  });
  it("finds the booking of a token, in either case of its letters", async () => {
    const { tokenOf, bookingIdOf } = await openTokenSpace(memoryEventStore());
    const token = tokenOf(77);
    expect(bookingIdOf(token)).toBe(77);
    expect(bookingIdOf(token.toLowerCase())).toBe(77);
  });
});
