import { describe, expect, it } from "vitest";
import type { PlannedStock } from "#domain/offer/events.js";
import { hasSeats, isExpired, type OpenStock, remaining, type StockCommand, stock } from "#domain/stock/decider.js";
import { at, stockOpened, stockReleased, stockReserved } from "#tests/support/facts.js";
import { specification } from "#tests/support/specification.js";

const given = specification(stock);
const lot: PlannedStock & { readonly offerId: number } = {
  stockId: 77,
  offerId: 7,
  priceCents: 1_200,
  priceCategoryId: 21,
  priceCategoryLabel: "Plein tarif",
  quantity: 2,
  beginningDatetime: "2026-04-01T18:00:00.000Z",
  bookingLimitDatetime: "2026-04-01T17:00:00.000Z",
};
const open: StockCommand = { type: "OpenStock", data: lot };
const reserve = (
  changes: { readonly bookingId?: number; readonly quantity?: number; readonly at?: string } = {},
): StockCommand => ({
  type: "ReserveStock",
  data: { bookingId: 1001, userId: 5, quantity: 1, at, ...changes },
});
const release = (bookingId = 1001): StockCommand => ({ type: "ReleaseStock", data: { bookingId } });

describe("opening a stock", () => {
  it("opens it with what its offer planned", () => given().when(open).then({ type: "StockOpened", data: lot }));
  it("stays quiet when it is open", () => given(stockOpened()).when(open).thenNothing());
});

describe("reserving seats", () => {
  it("holds them for the booking", () =>
    given(stockOpened({ quantity: 2 }))
      .when(reserve({ quantity: 2 }))
      .then(stockReserved({ quantity: 2 })));
  it("answers a repeated request without a second hold", () =>
    given(stockOpened({ quantity: 1 }), stockReserved())
      .when(reserve())
      .thenNothing());
  it("refuses more than are left, and says how many are", () =>
    given(stockOpened({ quantity: 2 }), stockReserved())
      .when(reserve({ bookingId: 1002, quantity: 2 }))
      .thenRefused("STOCK_NOT_BOOKABLE", { stockId: 77, left: 1 }));
  it("never ends where the stock is unlimited", () =>
    given(stockOpened({ quantity: null }), stockReserved({ quantity: 2 }))
      .when(reserve({ bookingId: 1002, quantity: 2 }))
      .then(stockReserved({ bookingId: 1002, quantity: 2 })));
  it("grants again what was given back", () =>
    given(stockOpened({ quantity: 1 }), stockReserved(), stockReleased())
      .when(reserve({ bookingId: 1002 }))
      .then(stockReserved({ bookingId: 1002 })));
  it("is refused from the very instant of the booking limit on", () => {
    const bookingLimitDatetime = "2026-03-20T17:00:00.000Z";
    given(stockOpened({ bookingLimitDatetime }))
      .when(reserve({ at: "2026-03-20T16:59:59.999Z" }))
      .then(stockReserved({ reservedAt: "2026-03-20T16:59:59.999Z" }));
    given(stockOpened({ bookingLimitDatetime }))
      .when(reserve({ at: bookingLimitDatetime }))
      .thenRefused("STOCK_NOT_BOOKABLE");
  });
  it("is refused from the very instant of the beginning on", () =>
    given(stockOpened({ beginningDatetime: at, bookingLimitDatetime: null }))
      .when(reserve())
      .thenRefused("STOCK_NOT_BOOKABLE"));
  it("is refused of a stock that nobody opened", () => given().when(reserve()).thenRefused("STOCK_NOT_FOUND"));
});

describe("releasing seats", () => {
  it("gives back as many as the booking held", () =>
    given(stockOpened(), stockReserved({ quantity: 2 }))
      .when(release())
      .then(stockReleased({ quantity: 2 })));
  it("stays quiet when nothing is held", () => {
    given(stockOpened(), stockReserved(), stockReleased()).when(release()).thenNothing();
    given(stockOpened()).when(release()).thenNothing();
    given().when(release()).thenNothing();
  });
});

describe("what a stock tells", () => {
  const state = (quantity: number | null) =>
    given(stockOpened({ quantity }), stockReserved({ quantity: 2 })).state as OpenStock;
  it("is how many seats are left", () => {
    expect(remaining(state(5))).toBe(3);
    expect(remaining(state(null))).toBeNull();
    expect([hasSeats(state(3), 1, at), hasSeats(state(3), 2, at), hasSeats(state(null), 2, at)]).toEqual([
      true,
      false,
      true,
    ]);
  });
  it("is whether it is over: things without a limit never are", () => {
    expect(isExpired({ beginningDatetime: null, bookingLimitDatetime: null }, at)).toBe(false);
    expect(isExpired({ beginningDatetime: null, bookingLimitDatetime: at }, at)).toBe(true);
  });
  it("comes back whole from a snapshot", () => {
    const encoded = stock.snapshot?.encode(state(5));
    expect(stock.snapshot?.encode(stock.snapshot.decode(JSON.parse(JSON.stringify(encoded))))).toEqual(encoded);
  });
});
