import { describe, expect, it } from "vitest";
import { affords, creditOf, currentDeposit, type Debit, type Deposit } from "#domain/wallet/credit.js";
import { debitsOf, type WalletCommand, wallet } from "#domain/wallet/decider.js";
import type { RecreditType, WalletEvent } from "#domain/wallet/events.js";
import { at, depositGranted, walletDebited } from "#tests/support/facts.js";
import { specification } from "#tests/support/specification.js";

const given = specification(wallet);
type Data<T extends WalletCommand["type"]> = Extract<WalletCommand, { type: T }>["data"];

const grant = (changes: Partial<Data<"GrantDeposit">> = {}): WalletCommand => ({
  type: "GrantDeposit",
  data: {
    userId: 5,
    depositId: 51,
    type: "GRANT_17_18",
    amountCents: 15_000,
    digitalCapCents: 10_000,
    physicalCapCents: null,
    grantedAt: at,
    expiresAt: "2029-02-28T00:00:00.000Z",
    source: "factory",
    ...changes,
  },
});
const recredit = (type: RecreditType, depositId = 51): WalletCommand => ({
  type: "RecreditDeposit",
  data: { userId: 5, depositId, type, amountCents: 5_000, at },
});
const recredited = (type: RecreditType): WalletEvent => ({
  type: "DepositRecredited",
  data: { userId: 5, depositId: 51, type, amountCents: 5_000, recreditedAt: at },
});
const debit = (changes: Partial<Data<"DebitWallet">> = {}): WalletCommand => ({
  type: "DebitWallet",
  data: {
    userId: 5,
    bookingId: 1001,
    offerId: 7,
    amountCents: 1_200,
    isDigital: false,
    isPhysical: false,
    at,
    ...changes,
  },
});
const refund = (bookingId = 1001, offerId = 7): WalletCommand => ({
  type: "RefundWallet",
  data: { userId: 5, bookingId, offerId },
});
const refunded = (bookingId = 1001, offerId = 7): WalletEvent => ({
  type: "WalletRefunded",
  data: { userId: 5, bookingId, offerId },
});

describe("granting a deposit", () => {
  it("gives it", () => given().when(grant()).then(depositGranted()));
  it("stays quiet when that deposit was given", () => given(depositGranted()).when(grant()).thenNothing());
  it("is refused a second time for one type, even when the first has expired", () =>
    given(depositGranted({ expiresAt: at }))
      .when(grant({ depositId: 52 }))
      .thenRefused("DEPOSIT_TYPE_ALREADY_GRANTED"));
  it("is refused while another is active", () =>
    given(depositGranted())
      .when(grant({ depositId: 52, type: "GRANT_18" }))
      .thenRefused("DEPOSIT_ALREADY_ACTIVE"));
  it("is granted beside one that has expired", () =>
    given(depositGranted({ type: "GRANT_15_17", expiresAt: at }))
      .when(grant({ depositId: 52 }))
      .then(depositGranted({ depositId: 52 })));
});

describe("recrediting a deposit", () => {
  it("adds to it", () => {
    given(depositGranted()).when(recredit("Recredit18")).then(recredited("Recredit18"));
    expect(given(depositGranted(), recredited("Recredit18")).state.deposits).toMatchObject([{ amountCents: 20_000 }]);
  });
  it("stays quiet a second time for one reason", () =>
    given(depositGranted(), recredited("Recredit18")).when(recredit("Recredit18")).thenNothing());
  it.each(["ManualModification", "FinanceIncidentRecredit"] as const)("may be done again for %s", (type) =>
    given(depositGranted(), recredited(type)).when(recredit(type)).then(recredited(type)),
  );
  it("is refused of a deposit that was never given", () =>
    given().when(recredit("Recredit18")).thenRefused("INSUFFICIENT_CREDIT", { depositId: 51 }));
});

describe("debiting a wallet", () => {
  it("spends the credit", () => given(depositGranted()).when(debit()).then(walletDebited()));
  it("answers a repeated request without a second debit", () =>
    given(depositGranted(), walletDebited()).when(debit()).thenNothing());
  it("spends the last cent and not one more", () => {
    given(depositGranted({ amountCents: 1_200 }))
      .when(debit())
      .then(walletDebited());
    given(depositGranted({ amountCents: 1_199 }))
      .when(debit())
      .thenRefused("INSUFFICIENT_CREDIT");
    given(depositGranted({ amountCents: 2_399 }), walletDebited())
      .when(debit({ bookingId: 1002, offerId: 8 }))
      .thenRefused("INSUFFICIENT_CREDIT");
  });
  it("refuses what a cap forbids, and only what counts against it", () => {
    const capped = depositGranted({ digitalCapCents: 1_000, physicalCapCents: 1_000 });
    given(capped)
      .when(debit({ isDigital: true }))
      .thenRefused("INSUFFICIENT_CREDIT");
    given(capped)
      .when(debit({ isPhysical: true }))
      .thenRefused("INSUFFICIENT_CREDIT");
    given(capped).when(debit()).then(walletDebited());
    given(depositGranted({ digitalCapCents: null }))
      .when(debit({ isDigital: true }))
      .then(walletDebited({ isDigital: true }));
  });
  it("refuses a second live booking of one offer", () =>
    given(depositGranted(), walletDebited())
      .when(debit({ bookingId: 1002 }))
      .thenRefused("ALREADY_BOOKED", { offerId: 7 }));
  it("grants the offer again after the refund", () =>
    given(depositGranted(), walletDebited(), refunded())
      .when(debit({ bookingId: 1002 }))
      .then(walletDebited({ bookingId: 1002 })));
  it("refuses a booking that was given up before its debit came", () =>
    given(depositGranted(), refunded()).when(debit()).thenRefused("BOOKING_ABANDONED", { bookingId: 1001 }));
  it("asks for a deposit even where nothing is to be paid, and takes an expired one for that", () => {
    given()
      .when(debit({ amountCents: 0 }))
      .thenRefused("INSUFFICIENT_CREDIT");
    given(depositGranted({ expiresAt: at }))
      .when(debit({ amountCents: 0 }))
      .then(walletDebited({ amountCents: 0, depositId: null }));
    given(depositGranted({ expiresAt: at }))
      .when(debit({ amountCents: 1 }))
      .thenRefused("INSUFFICIENT_CREDIT");
  });
});

describe("refunding a wallet", () => {
  it("returns what a booking cost", () => {
    given(depositGranted(), walletDebited()).when(refund()).then(refunded());
    expect([...debitsOf(given(depositGranted(), walletDebited(), refunded()).state)]).toEqual([]);
  });
  it("is written of a booking that was never debited, so that a late debit finds it", () =>
    given(depositGranted()).when(refund()).then(refunded()));
  it("stays quiet the second time", () =>
    given(depositGranted(), walletDebited(), refunded()).when(refund()).thenNothing());
  it("leaves the next booking of the same offer alone", () => {
    const { state } = given(depositGranted(), walletDebited(), refunded(), walletDebited({ bookingId: 1002 }));
    expect(state.bookingOfOffer.get(7)).toBe(1002);
    const late = wallet.evolve(state, refunded(1003, 7));
    expect([late.bookingOfOffer.get(7), late.debits.has(1002)]).toEqual([1002, true]);
  });
});

describe("the credit that is left", () => {
  const deposit: Deposit = {
    depositId: 51,
    type: "GRANT_17_18",
    amountCents: 15_000,
    digitalCapCents: 10_000,
    physicalCapCents: null,
    grantedAt: at,
    expiresAt: "2029-02-28T00:00:00.000Z",
    recredits: [],
  };
  const spent = (changes: Partial<Debit>): Debit => ({
    offerId: 7,
    depositId: 51,
    amountCents: 1_000,
    isDigital: false,
    isPhysical: false,
    ...changes,
  });

  it("is the amount less what live bookings of this deposit cost", () => {
    const debits = [
      spent({}),
      spent({ amountCents: 2_000, isDigital: true }),
      spent({ amountCents: 9_000, depositId: 50 }),
    ];
    expect(creditOf(deposit, debits, at)).toEqual({
      all: { initialCents: 15_000, remainingCents: 12_000 },
      digital: { initialCents: 10_000, remainingCents: 8_000 },
      physical: null,
    });
  });
  it("is never less than nothing, and a cap never gives more than the whole", () => {
    expect(creditOf(deposit, [spent({ amountCents: 16_000 })], at).all.remainingCents).toBe(0);
    expect(creditOf(deposit, [spent({ amountCents: 14_000 })], at).digital?.remainingCents).toBe(1_000);
  });
  it("is nothing once the deposit has expired", () => {
    const credit = creditOf({ ...deposit, expiresAt: at }, [], at);
    expect([credit.all.remainingCents, credit.digital?.remainingCents]).toEqual([0, 0]);
  });
  it("is that of the deposit which expires last", () => {
    const older = { ...deposit, depositId: 50, expiresAt: "2027-01-01T00:00:00.000Z" };
    expect(currentDeposit([older, deposit])?.depositId).toBe(51);
    expect(currentDeposit([deposit, older])?.depositId).toBe(51);
    expect(currentDeposit([])).toBeUndefined();
  });
  it("affords nothing without a deposit", () =>
    expect(affords(undefined, [], { amountCents: 0, isDigital: false, isPhysical: false, at })).toBe(false));
});
