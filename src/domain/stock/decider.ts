import type { PlannedStock } from "#domain/offer/events.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import { type IntMap, intMap } from "#domain/shared/int-map.js";
import { Refusal } from "#domain/shared/refusal.js";
import type { Instant } from "#domain/shared/values.js";
import { type StockEvent, stockEvents } from "#domain/stock/events.js";

/** One bookable lot of an offer. `held` says how many seats each live booking holds, `booked` is their sum. */
export type Stock = { readonly status: "absent" } | OpenStock;
export interface OpenStock extends PlannedStock {
  readonly status: "open";
  readonly offerId: number;
  readonly booked: number;
  readonly held: IntMap<number>;
}

export type StockCommand =
  | { readonly type: "OpenStock"; readonly data: PlannedStock & { readonly offerId: number } }
  | {
      readonly type: "ReserveStock";
      readonly data: {
        readonly bookingId: number;
        readonly userId: number;
        readonly quantity: number;
        readonly at: Instant;
      };
    }
  | { readonly type: "ReleaseStock"; readonly data: { readonly bookingId: number } };

/** A booking limit or an event's start that is reached is passed (bookings-and-stocks.md, section 3.1: both inclusive). */
export const isExpired = (
  stock: { readonly beginningDatetime: Instant | null; readonly bookingLimitDatetime: Instant | null },
  at: Instant,
): boolean =>
  (stock.beginningDatetime !== null && stock.beginningDatetime <= at) ||
  (stock.bookingLimitDatetime !== null && stock.bookingLimitDatetime <= at);

/** Seats that can still be sold; null is unlimited. */
export const remaining = (stock: OpenStock): number | null =>
  stock.quantity === null ? null : stock.quantity - stock.booked;

/** Whether so many seats can be sold now, as far as the stock alone can tell. */
export const hasSeats = (stock: OpenStock, quantity: number, at: Instant): boolean => {
  const left = remaining(stock);
  return !isExpired(stock, at) && (left === null || left >= quantity);
};

const decide = (command: StockCommand, stock: Stock): readonly StockEvent[] => {
  switch (command.type) {
    case "OpenStock":
      return stock.status === "absent" ? [{ type: "StockOpened", data: command.data }] : [];
    case "ReserveStock": {
      const { bookingId, userId, quantity, at } = command.data;
      if (stock.status === "absent") throw new Refusal("STOCK_NOT_FOUND");
      if (stock.held.has(bookingId)) return []; // asked again after a lost reply: already granted
      if (!hasSeats(stock, quantity, at))
        throw new Refusal("STOCK_NOT_BOOKABLE", { stockId: stock.stockId, left: remaining(stock) });
      return [{ type: "StockReserved", data: { stockId: stock.stockId, bookingId, userId, quantity, reservedAt: at } }];
    }
    case "ReleaseStock": {
      const { bookingId } = command.data;
      const quantity = stock.status === "open" ? stock.held.get(bookingId) : undefined;
      if (stock.status === "absent" || quantity === undefined) return [];
      return [{ type: "StockReleased", data: { stockId: stock.stockId, bookingId, quantity } }];
    }
  }
};

const evolve = (stock: Stock, event: StockEvent): Stock => {
  if (event.type === "StockOpened") return { status: "open", ...event.data, booked: 0, held: intMap() };
  if (stock.status === "absent") throw new Error(`${event.type} in a stock that was never opened`);
  const { bookingId, quantity } = event.data;
  switch (event.type) {
    case "StockReserved":
      return { ...stock, booked: stock.booked + quantity, held: stock.held.with(bookingId, quantity) };
    case "StockReleased":
      return { ...stock, booked: stock.booked - quantity, held: stock.held.without(bookingId) };
  }
};

type StockSnapshot = Omit<OpenStock, "held"> & { readonly held: readonly (readonly [number, number])[] };

export const stock: Aggregate<Stock, StockCommand, StockEvent> = {
  category: "stock",
  events: stockEvents,
  initial: { status: "absent" },
  decide,
  evolve,
  snapshot: {
    version: 1,
    encode: (state) => (state.status === "open" ? { ...state, held: [...state.held.entries()] } : state),
    decode: (data) => {
      const { held, ...rest } = data as StockSnapshot;
      return { ...rest, held: intMap(held) };
    },
  },
};
