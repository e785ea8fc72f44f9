import { describe, expect, it } from "vitest";
import { isAutomaticallyUsed, isForbiddenToUnderage, refuseUnlessBookable } from "#domain/booking/may-book.js";
import { offer } from "#domain/offer/decider.js";
import type { OfferEvent } from "#domain/offer/events.js";
import type { KnownOffer } from "#domain/offer/state.js";
import { offerer } from "#domain/offerer/decider.js";
import type { OffererEvent } from "#domain/offerer/events.js";
import { type OpenStock, stock } from "#domain/stock/decider.js";
import type { StockEvent } from "#domain/stock/events.js";
import { type RegisteredUser, user } from "#domain/user/decider.js";
import type { UserRole } from "#domain/user/events.js";
import { wallet } from "#domain/wallet/decider.js";
import type { WalletEvent } from "#domain/wallet/events.js";
import {
  at,
  depositGranted,
  offerCreated,
  offererCreated,
  stockOpened,
  stockReserved,
  userRegistered,
  walletDebited,
} from "#tests/support/facts.js";
import { refusalOf } from "#tests/support/specification.js";

const published: OfferEvent = {
  type: "OfferPublished",
  data: {
    offerId: 7,
    validation: "APPROVED",
    publicationDatetime: at,
    bookingAllowedDatetime: null,
    lastValidationPriceCents: null,
    publishedAt: at,
  },
};
const validated: OffererEvent = { type: "OffererValidated", data: { offererId: 2, validatedAt: at } };

interface Circumstances {
  readonly roles: readonly UserRole[];
  readonly wallet: readonly WalletEvent[];
  readonly stock: readonly StockEvent[];
  readonly offer: readonly OfferEvent[];
  readonly offerer: readonly OffererEvent[];
  readonly quantity: number;
}

/** Whoever may book, books; each case changes what it is about. */
const wish = (changes: Partial<Circumstances> = {}) => {
  const facts = {
    roles: ["BENEFICIARY" as const],
    wallet: [depositGranted()],
    stock: [stockOpened()],
    offer: [offerCreated(), published],
    offerer: [offererCreated(), validated],
    quantity: 1,
    ...changes,
  };
  const registered = user.evolve(user.initial, userRegistered()) as RegisteredUser;
  return {
    user: { ...registered, roles: facts.roles },
    wallet: facts.wallet.reduce(wallet.evolve, wallet.initial),
    stock: facts.stock.reduce(stock.evolve, stock.initial) as OpenStock,
    offer: facts.offer.reduce(offer.evolve, offer.initial) as KnownOffer,
    offerer: facts.offerer.reduce(offerer.evolve, offerer.initial),
    quantity: facts.quantity,
    at,
  };
};
const refused = (changes: Partial<Circumstances>) => refusalOf(() => refuseUnlessBookable(wish(changes))).code;
const offered = (subcategoryId: string): readonly OfferEvent[] => [
  offerCreated({ subcategoryId, isDuo: false }),
  published,
];
const free = [stockOpened({ priceCents: 0 })];

describe("who may book what", () => {
  it("is granted where every rule allows it", () => expect(() => refuseUnlessBookable(wish())).not.toThrow());
  it("rule 1: keeps a category from those below 18", () => {
    const paidVideo = { offer: offered("VOD") };
    expect(refused({ ...paidVideo, roles: ["UNDERAGE_BENEFICIARY"] })).toBe("OFFER_CATEGORY_NOT_BOOKABLE_BY_USER");
    expect(() => refuseUnlessBookable(wish(paidVideo))).not.toThrow();
    expect(isForbiddenToUnderage("VOD", 0)).toBe(false);
  });
  it("rule 2: keeps free offers from those who are no beneficiaries", () => {
    expect(refused({ roles: [], stock: free })).toBe("CANNOT_BOOK_FREE_OFFERS");
    expect(refused({ roles: [], wallet: [] })).toBe("INSUFFICIENT_CREDIT"); // a paid one falls to rule 6
    expect(() => refuseUnlessBookable(wish({ roles: ["FREE_BENEFICIARY"], stock: free }))).not.toThrow();
  });
  it("rule 3: gives a person one booking of an offer", () =>
    expect(refused({ wallet: [depositGranted(), walletDebited()] })).toBe("ALREADY_BOOKED"));
  it("rule 4: gives one seat, or two of an offer for two", () => {
    expect(() => refuseUnlessBookable(wish({ quantity: 2 }))).not.toThrow();
    expect(refused({ quantity: 3 })).toBe("QUANTITY_NOT_ALLOWED");
    expect(refused({ quantity: 0 })).toBe("QUANTITY_NOT_ALLOWED");
    expect(refused({ quantity: 2, offer: [offerCreated({ isDuo: false }), published] })).toBe("QUANTITY_NOT_ALLOWED");
  });
  it.each([
    ["the seats are gone", { stock: [stockOpened({ quantity: 1 }), stockReserved({ bookingId: 9 })] }],
    ["one seat is left and two are wanted", { stock: [stockOpened({ quantity: 1 })], quantity: 2 }],
    ["the booking limit is reached", { stock: [stockOpened({ bookingLimitDatetime: at })] }],
    ["the event begins", { stock: [stockOpened({ beginningDatetime: at })] }],
    ["the offer is a draft", { offer: [offerCreated()] }],
    [
      "the offer comes out later",
      {
        offer: [
          offerCreated(),
          { ...published, data: { ...published.data, publicationDatetime: "2026-03-02T10:00:00.000Z" } },
        ],
      },
    ],
    [
      "bookings open later",
      {
        offer: [
          offerCreated(),
          { ...published, data: { ...published.data, bookingAllowedDatetime: "2026-03-02T10:00:00.000Z" } },
        ],
      },
    ],
    ["the offerer is not validated", { offerer: [offererCreated()] }],
    [
      "the offerer is suspended",
      { offerer: [offererCreated(), validated, { type: "OffererSuspended", data: { offererId: 2 } }] },
    ],
    [
      "the offerer is closed",
      { offerer: [offererCreated(), validated, { type: "OffererClosed", data: { offererId: 2, closedAt: at } }] },
    ],
  ] satisfies [string, Partial<Circumstances>][])("rule 5: the stock cannot be booked when %s", (_, changes) =>
    expect(refused(changes)).toBe("STOCK_NOT_BOOKABLE"),
  );
  it("rule 6: asks for enough credit, and under the caps", () => {
    expect(refused({ wallet: [] })).toBe("INSUFFICIENT_CREDIT");
    expect(refused({ wallet: [depositGranted({ amountCents: 1_199 })] })).toBe("INSUFFICIENT_CREDIT");
    expect(refused({ wallet: [depositGranted({ amountCents: 2_399 })], quantity: 2 })).toBe("INSUFFICIENT_CREDIT");
    expect(refused({ wallet: [depositGranted({ expiresAt: at })] })).toBe("INSUFFICIENT_CREDIT");
    const digital = [
      offerCreated({ subcategoryId: "LIVRE_NUMERIQUE", url: "http://example.com", isDuo: false }),
      published,
    ];
    expect(refused({ wallet: [depositGranted({ digitalCapCents: 1_000 })], offer: digital })).toBe(
      "INSUFFICIENT_CREDIT",
    );
    expect(refused({ wallet: [depositGranted({ physicalCapCents: 1_000 })], offer: offered("LIVRE_PAPIER") })).toBe(
      "INSUFFICIENT_CREDIT",
    );
  });
  it("lets a free offer be booked with an expired credit, and not without any", () => {
    expect(() =>
      refuseUnlessBookable(wish({ stock: free, wallet: [depositGranted({ expiresAt: at })] })),
    ).not.toThrow();
    expect(refused({ stock: free, wallet: [] })).toBe("INSUFFICIENT_CREDIT");
  });
  it("says the first rule that is broken, in their order", () => {
    const broke = {
      wallet: [depositGranted({ amountCents: 0 }), walletDebited({ amountCents: 0 })],
      quantity: 3,
      offerer: [],
    };
    expect(
      refused({ ...broke, roles: ["UNDERAGE_BENEFICIARY"], offer: [offerCreated({ subcategoryId: "VOD" })] }),
    ).toBe("OFFER_CATEGORY_NOT_BOOKABLE_BY_USER");
    expect(refused({ ...broke, roles: [], stock: free })).toBe("CANNOT_BOOK_FREE_OFFERS");
    expect(refused(broke)).toBe("ALREADY_BOOKED");
    expect(refused({ ...broke, wallet: [] })).toBe("QUANTITY_NOT_ALLOWED");
    expect(refused({ ...broke, wallet: [], quantity: 1 })).toBe("STOCK_NOT_BOOKABLE");
  });
});

describe("what is used from the start", () => {
  it.each(["CARTE_MUSEE", "ABO_BIBLIOTHEQUE", "ABO_MEDIATHEQUE"])("is a free %s", (subcategoryId) =>
    expect([isAutomaticallyUsed(subcategoryId, 0), isAutomaticallyUsed(subcategoryId, 1)]).toEqual([true, false]),
  );
  it("is nothing else", () => expect(isAutomaticallyUsed("CONCERT", 0)).toBe(false));
});
