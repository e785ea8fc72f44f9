import { describe, expect, it } from "vitest";
import type { StockEvent } from "#domain/stock/events.js";
import { defineProjector, nothing, put, update } from "#projections/define.js";
import { entryOf } from "#projections/engine/entry.js";
import { stocks, stocksProjector } from "#projections/stocks/projector.js";
import { stockOpened } from "#tests/support/facts.js";
import { memoryLog } from "#tests/support/memory-log.js";

describe("declaring a projector", () => {
  it("does not compile without a line for every event, or with columns that are missing or of another type", () => {
    const base = { name: "stocks", version: 1, categories: ["stock"], tables: [stocks] } as const;
    // @ts-expect-error StockReserved and StockReleased have no line
    defineProjector<StockEvent>({ ...base, on: { StockOpened: nothing } });
    // @ts-expect-error the booked quantity is missing
    const incomplete = () => put(stocks, stockOpened().data);
    // @ts-expect-error a price is a number
    const mistyped = () => update(stocks, { stockId: 77 }, { priceCents: "12" });
    // @ts-expect-error a price may not be null
    const nulled = () => update(stocks, { stockId: 77 }, { priceCents: null });
    // @ts-expect-error the key names the row
    const keyless = () => update(stocks, { offerId: 7 }, { quantity: null });
    expect([incomplete, mistyped, nulled, keyless]).toHaveLength(4);
  });

  it("makes handlers that change nothing but what they say", () => {
    const [event] = memoryLog().append("stock-77", stockOpened());
    if (event === undefined) throw new Error("nothing was appended");
    expect(entryOf(stocksProjector, event)).toMatchObject({
      fault: null,
      changes: [{ kind: "put", key: { stockId: 77 }, row: { priceCents: 1200, bookedQuantity: 0 } }],
    });
  });

  it("has a reason for an event that cannot be read, and names no value in it", () => {
    const log = memoryLog();
    const faults = [
      log.appendRaw("stock-77", "StockOpened", { stockId: "secret" }),
      log.appendRaw("stock-77", "StockOpened", stockOpened().data, 9),
      log.appendRaw("stock-77", "StockMelted", {}),
      log.appendRaw("stock-77", "BookingUnused", { bookingId: 1 }),
      { ...log.appendRaw("stock-77", "StockOpened", stockOpened().data), metadata: null },
    ].map((event) => entryOf(stocksProjector, event).fault);
    expect(faults).toMatchInlineSnapshot(`
      [
        "UnreadableEvent: StockOpened does not fit its schema (stockId: invalid_type, priceCents: invalid_type, priceCategoryId: invalid_type, priceCategoryLabel: invalid_type, quantity: invalid_type, beginningDatetime: invalid_type, bookingLimitDatetime: invalid_type, offerId: invalid_type)",
        "UnreadableEvent: StockOpened has version 9; this code knows 1",
        "UnreadableEvent: Event type "StockMelted" is not in the catalogue",
        "UnreadableEvent: stocks has no line for BookingUnused",
        "UnreadableEvent: StockOpened has no schemaVersion or occurredAt in its metadata",
      ]
    `);
    expect(faults.join()).not.toContain("secret");
  });
});
