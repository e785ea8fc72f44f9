import { describe, expect, it } from "vitest";
import { booking } from "#domain/booking/decider.js";
import { offer } from "#domain/offer/decider.js";
import { offerer } from "#domain/offerer/decider.js";
import { user } from "#domain/user/decider.js";
import { venue } from "#domain/venue/decider.js";
import { wallet } from "#domain/wallet/decider.js";
import { sirenNumber, siretNumber } from "#sandbox/factories/check-digits.js";
import { createFactories } from "#sandbox/factories/index.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";
import { writeSide } from "#tests/support/write-side.js";

const setUp = async () => {
  const side = await writeSide(memoryEventStore());
  return { ...side, ...createFactories(side) };
};

describe("factories", () => {
  it("make a booking from nothing, with everything that it needs", async () => {
    const { load, bookings } = await setUp();
    const made = await bookings.create();
    expect(await load(booking, made.bookingId)).toMatchObject({ status: "CONFIRMED", quantity: 1, token: made.token });
  });

  it("pass nested arguments on to what is linked", async () => {
    const { load, bookings } = await setUp();
    const { bookingId } = await bookings.create({
      quantity: 2,
      user: { deposit: { amountCents: 1_000_00 } },
      stock: { quantity: 5, offer: { subcategoryId: "CONCERT", venue: { publicName: "Chez moi" } } },
    });
    const booked = await load(booking, bookingId);
    if (booked.phase !== "booked") throw new Error("not booked");
    expect(await load(venue, booked.venueId)).toMatchObject({ publicName: "Chez moi" });
    expect(await load(offer, booked.offerId)).toMatchObject({ stocks: [{ quantity: 5 }] });
    expect(await load(wallet, booked.userId)).toMatchObject({ deposits: [{ amountCents: 1_000_00 }] });
  });

  it("refuse an argument that they do not know, however deep", async () => {
    const { bookings, users } = await setUp();
    const wrong: object = { stock: { offer: { venue: { colour: "red" } } } };
    await expect(bookings.create(wrong)).rejects.toThrow(/bookings\.create: stock\.offer\.venue: .*colour/);
    const nameless: object = { nickname: "Jo" };
    await expect(users.create(nameless)).rejects.toThrow(/users\.create: .*nickname/);
  });

  it("refuse a thing that is there and the arguments of a new one together", async () => {
    const { venues } = await setUp();
    await expect(venues.create({ offererId: 1, offerer: {} })).rejects.toThrow(/either offererId or offerer/);
  });

  it("find an account again by its e-mail, whatever else is asked", async () => {
    const { load, pros } = await setUp();
    const first = await pros.create({ email: "Ma.Librairie@example.com" });
    const again = await pros.create({ email: "ma.librairie@example.com ", lastName: "Autre" });
    expect(again.userId).toBe(first.userId);
    expect(await load(user, first.userId)).toMatchObject({ identity: { lastName: "Coty" } });
  });

  it("give each age the credit of the reform", async () => {
    const { load, beneficiaries } = await setUp();
    const creditAt = async (age: number) => {
      const { userId } = await beneficiaries.create({ age });
      const { deposits } = await load(wallet, userId);
      return deposits.map(({ type, amountCents }) => [type, amountCents]);
    };
    expect(await creditAt(18)).toEqual([["GRANT_17_18", 150_00]]);
    expect(await creditAt(17)).toEqual([["GRANT_17_18", 50_00]]);
    expect(await creditAt(16)).toEqual([["GRANT_FREE", 0]]);
  });

  it("let the credit expire on the 21st birthday, and leave it out when told to", async () => {
    const { load, beneficiaries } = await setUp();
    const born = await beneficiaries.create({ dateOfBirth: "2007-12-24" });
    expect(await load(wallet, born.userId)).toMatchObject({ deposits: [{ expiresAt: "2028-12-24T11:00:00.000Z" }] });
    expect(await beneficiaries.create({ deposit: null })).toMatchObject({ depositId: null });
  });

  it("attach a pro to an offerer that is there", async () => {
    const { load, offerers, userOfferers } = await setUp();
    const { offererId } = await offerers.create({ pro: {} });
    const { userId } = await userOfferers.create({ offererId });
    const known = await load(offerer, offererId);
    expect(known.status !== "absent" && [...known.members.keys()]).toEqual([1, userId]);
  });

  it("make bookings that were used or cancelled", async () => {
    const { load, usedBookings, cancelledBookings } = await setUp();
    expect(await load(booking, (await usedBookings.create()).bookingId)).toMatchObject({ status: "USED" });
    expect(await load(booking, (await cancelledBookings.create()).bookingId)).toMatchObject({ status: "CANCELLED" });
  });

  it("plan one more date on an event that is there", async () => {
    const { load, eventOffers, stocks } = await setUp();
    const { offerId } = await eventOffers.create();
    await stocks.create({ offerId, beginningDatetime: "2026-05-01T18:00:00.000Z", priceLabel: "Tarif unique" });
    expect(await load(offer, offerId)).toMatchObject({
      stocks: [{}, { bookingLimitDatetime: "2026-05-01T17:00:00.000Z" }],
    });
  });

  it("make digital offers, drafts, keys and agents", async () => {
    const { load, digitalOffers, offers, apiKeys, admins } = await setUp();
    const { offerId } = await digitalOffers.create();
    expect(await load(offer, offerId)).toMatchObject({ url: `http://example.com/offer/${offerId}` });
    expect(await load(offer, (await offers.create({ isDraft: true })).offerId)).toMatchObject({ validation: "DRAFT" });
    expect(await apiKeys.create({ provider: { venueIds: [1] } })).toEqual({
      key: "development_prefix1_clearSecret1",
      providerId: 1,
    });
    expect(await load(user, (await admins.create()).userId)).toMatchObject({ roles: ["ADMIN"] });
  });
});

describe("numbers of structures", () => {
  it("pass the Luhn check, each of its own", () => {
    const numbers = Array.from({ length: 200 }, (_, index) => sirenNumber(index + 1));
    expect(new Set(numbers).size).toBe(200);
    for (const siren of numbers) {
      expect(siren).toMatch(/^\d{9}$/);
      expect(luhn(siren)).toBe(0);
      expect(luhn(siretNumber(siren, 7))).toBe(0);
      expect(siretNumber(siren, 7)).toMatch(new RegExp(`^${siren}0007\\d$`));
    }
  });
});

/** The Luhn sum, written another way than the code under test: pairs from the right, digit sums of the doubled ones. */
const luhn = (digits: string): number => {
  let sum = 0;
  for (let place = 1; place <= digits.length; place += 1) {
    const digit = Number(digits.at(-place));
    sum += place % 2 === 1 ? digit : Math.floor((digit * 2) / 10) + ((digit * 2) % 10);
  }
  return sum % 10;
};
