import type { Complain } from "#application/audit/violation.js";
import type { StoredEvent } from "#application/ports/event-store.js";
import type { StockEvent } from "#domain/stock/events.js";

interface Lot {
  readonly quantity: number | null;
  held: number;
}

/** Counts the seats of every stock, apart from how the stocks themselves count: two numbers a stock. */
export const seatCount = (complain: Complain) => {
  const lots = new Map<number, Lot>();
  return {
    lots: lots as ReadonlyMap<number, Readonly<Lot>>,
    fold: ({ type, data }: StockEvent, at: StoredEvent): void => {
      if (type === "StockOpened") {
        if (lots.has(data.stockId)) complain("WRITTEN_OUT_OF_ORDER", `stock ${data.stockId} was opened twice`, at);
        lots.set(data.stockId, { quantity: data.quantity, held: 0 });
        return;
      }
      const lot = lots.get(data.stockId);
      if (lot === undefined) {
        complain("WRITTEN_OUT_OF_ORDER", `stock ${data.stockId} was never opened`, at);
        return;
      }
      lot.held += type === "StockReserved" ? data.quantity : -data.quantity;
      if (lot.quantity !== null && lot.held > lot.quantity)
        complain("STOCK_OVERSOLD", `stock ${data.stockId} has ${lot.quantity} seats and holds ${lot.held}`, at);
    },
  };
};
