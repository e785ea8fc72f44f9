import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "#domain/shared/refusal.js";
import { type Stock, type StockCommand, stock } from "#domain/stock/decider.js";
import type { StockEvent } from "#domain/stock/events.js";
import { at, stockOpened } from "#tests/support/facts.js";

const bookingId = fc.integer({ min: 1, max: 8 });
const command: fc.Arbitrary<StockCommand> = fc.oneof(
  fc
    .record({ bookingId, quantity: fc.integer({ min: 1, max: 2 }) })
    .map((data): StockCommand => ({ type: "ReserveStock", data: { ...data, userId: 5, at } })),
  bookingId.map((one): StockCommand => ({ type: "ReleaseStock", data: { bookingId: one } })),
);

const ask = (wanted: StockCommand, state: Stock): readonly StockEvent[] => {
  try {
    return stock.decide(wanted, state);
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
};

describe("a stock, whatever it is asked and in whatever order", () => {
  it("never holds more seats than it has, and holds what was reserved less what was released", () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.array(command, { maxLength: 40 }), (quantity, commands) => {
        let state = stock.evolve(stock.initial, stockOpened({ quantity }));
        const held = new Map<number, number>();
        for (const wanted of commands) {
          for (const event of ask(wanted, state)) {
            state = stock.evolve(state, event);
            if (event.type === "StockReserved") held.set(event.data.bookingId, event.data.quantity);
            if (event.type === "StockReleased") held.delete(event.data.bookingId);
          }
          if (state.status !== "open") throw new Error("the stock is gone");
          expect(new Map(state.held.entries())).toEqual(held);
          expect(state.booked).toBe([...held.values()].reduce((sum, seats) => sum + seats, 0));
          expect(state.booked).toBeLessThanOrEqual(quantity);
        }
      }),
    ));
  it("answers the same command a second time with nothing", () =>
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 20 }), (commands) => {
        let state = stock.evolve(stock.initial, stockOpened({ quantity: 6 }));
        for (const wanted of commands) {
          state = ask(wanted, state).reduce(stock.evolve, state);
          expect(ask(wanted, state)).toEqual([]);
        }
      }),
    ));
  it("comes back from a snapshot as it was", () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
        let state = stock.evolve(stock.initial, stockOpened({ quantity: 6 }));
        for (const wanted of commands) state = ask(wanted, state).reduce(stock.evolve, state);
        const encoded = stock.snapshot?.encode(state);
        const decoded = stock.snapshot?.decode(JSON.parse(JSON.stringify(encoded)));
        expect(decoded && stock.snapshot?.encode(decoded)).toEqual(encoded);
      }),
    ));
});
