import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "#domain/shared/refusal.js";
import { debitsOf, type Wallet, type WalletCommand, wallet } from "#domain/wallet/decider.js";
import { recreditType, type WalletEvent } from "#domain/wallet/events.js";

const instants = ["2026-03-01T10:00:00.000Z", "2027-03-01T10:00:00.000Z", "2028-03-01T10:00:00.000Z"];
const at = fc.constantFrom(...instants);
const small = fc.integer({ min: 1, max: 6 });
const cents = fc.integer({ min: 0, max: 20_000 });
const cap = fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: null });

const command: fc.Arbitrary<WalletCommand> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc
      .record({
        depositId: small,
        type: fc.constantFrom("GRANT_17_18", "GRANT_15_17", "GRANT_18"),
        amountCents: cents,
        digitalCapCents: cap,
        physicalCapCents: cap,
        grantedAt: at,
        expiresAt: at,
      })
      .map((data): WalletCommand => ({ type: "GrantDeposit", data: { ...data, userId: 5, source: "test" } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ depositId: small, type: fc.constantFrom(...recreditType.options), amountCents: cents, at })
      .map((data): WalletCommand => ({ type: "RecreditDeposit", data: { ...data, userId: 5 } })),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        bookingId: small,
        offerId: small,
        amountCents: cents,
        isDigital: fc.boolean(),
        isPhysical: fc.boolean(),
        at,
      })
      .map((data): WalletCommand => ({ type: "DebitWallet", data: { ...data, userId: 5 } })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ bookingId: small, offerId: small })
      .map((data): WalletCommand => ({ type: "RefundWallet", data: { ...data, userId: 5 } })),
  },
);

const ask = (wanted: WalletCommand, state: Wallet): readonly WalletEvent[] => {
  try {
    return wallet.decide(wanted, state);
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
};

const sum = (all: Iterable<number>): number => [...all].reduce((total, one) => total + one, 0);

/** What must hold of every wallet at every moment. */
const expectSound = (state: Wallet): void => {
  const debits = [...debitsOf(state)];
  for (const { depositId, amountCents, digitalCapCents, physicalCapCents } of state.deposits) {
    const own = debits.filter((debit) => debit.depositId === depositId);
    const spent = (which: (debit: (typeof own)[number]) => boolean) =>
      sum(own.filter(which).map((debit) => debit.amountCents));
    expect(spent(() => true)).toBeLessThanOrEqual(amountCents);
    if (digitalCapCents !== null) expect(spent(({ isDigital }) => isDigital)).toBeLessThanOrEqual(digitalCapCents);
    if (physicalCapCents !== null) expect(spent(({ isPhysical }) => isPhysical)).toBeLessThanOrEqual(physicalCapCents);
  }
  for (const debit of debits) if (debit.depositId === null) expect(debit.amountCents).toBe(0);
  const offers = debits.map(({ offerId }) => offerId);
  expect(new Set(offers).size).toBe(offers.length);
  expect(new Set(state.deposits.map(({ type }) => type)).size).toBe(state.deposits.length);
};

describe("a wallet, whatever it is asked and in whatever order", () => {
  it("never spends more than its deposits and caps, nor twice on one offer", () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        let state = wallet.initial;
        for (const wanted of commands) {
          state = ask(wanted, state).reduce(wallet.evolve, state);
          expectSound(state);
        }
      }),
      { numRuns: 300 },
    ));
  it("never debits a booking that was refunded", () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        let state = wallet.initial;
        const refunded = new Set<number>();
        for (const wanted of commands)
          for (const event of ask(wanted, state)) {
            if (event.type === "WalletDebited") expect(refunded).not.toContain(event.data.bookingId);
            if (event.type === "WalletRefunded") refunded.add(event.data.bookingId);
            state = wallet.evolve(state, event);
          }
      }),
      { numRuns: 300 },
    ));
  it("answers the same command a second time with nothing, but for corrections, which may be repeated", () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        let state = wallet.initial;
        for (const wanted of commands) {
          state = ask(wanted, state).reduce(wallet.evolve, state);
          const isCorrection =
            wanted.type === "RecreditDeposit" &&
            ["ManualModification", "FinanceIncidentRecredit"].includes(wanted.data.type);
          if (!isCorrection) expect(ask(wanted, state)).toEqual([]);
        }
      }),
    ));
});
