import { describe, expect, it } from "vitest";
import {
  asksForReaction,
  byDueDate,
  byEndDescending,
  canReact,
  completedUrl,
  expirationDate,
  isEnded,
  isEndedInSimpleList,
  isPaidAsAdult,
} from "#http/native/bookings/facts.js";
import { ticketOf } from "#http/native/bookings/ticket.js";
import type { BookingOfUser } from "#projections/bookings/queries/booking-of-user.js";

const now = "2026-11-22T12:00:00.000Z";
const later = "2026-11-30T20:00:00.000Z";
const earlier = "2026-11-20T20:00:00.000Z";

const booking = (given: Partial<BookingOfUser> = {}): BookingOfUser => ({
  bookingId: 1001,
  token: "ABC234",
  quantity: 1,
  unitAmountCents: 1_000,
  priceCategoryLabel: null,
  status: "CONFIRMED",
  bookedAt: "2026-11-01T10:00:00.000Z",
  usedAt: null,
  cancelledAt: null,
  cancellationReason: null,
  cancellationLimitDate: null,
  displayAsEnded: null,
  stockId: 77,
  stockPriceCents: 1_000,
  beginningDatetime: null,
  offerId: 7,
  offerName: "Le Cercle rouge",
  subcategoryId: "SUPPORT_PHYSIQUE_FILM",
  offerUrl: null,
  ean: null,
  bookingContact: null,
  withdrawalType: null,
  withdrawalDelaySeconds: null,
  withdrawalDetails: null,
  venueId: 3,
  venueName: "Le Petit Rintintin",
  venuePublicName: "Le Petit Rintintin",
  venueIsOpenToPublic: true,
  addressId: 4,
  street: "1 boulevard Poissonnière",
  postalCode: "75002",
  city: "Paris",
  latitude: 48.87,
  longitude: 2.34,
  timezone: "Europe/Paris",
  depositType: "GRANT_17_18",
  userEmail: "zoe@example.com",
  userBirthDate: "2008-11-22",
  userDepartementCode: "75",
  ...given,
});

const card = { subcategoryId: "CARTE_MUSEE", stockPriceCents: 0, status: "USED" } as const;
const streaming = { subcategoryId: "VOD", status: "USED" } as const;

describe("a booking is shown under ended (bookings-and-stocks.md, 11.1)", () => {
  it.each([
    ["not before its event, even when it was used", { beginningDatetime: later, status: "USED" }, false],
    ["at once when it is cancelled, whenever its event is", { beginningDatetime: later, status: "CANCELLED" }, true],
    ["not at the instant the event begins", { beginningDatetime: now, status: "USED" }, false],
    ["after its event, once used", { beginningDatetime: earlier, status: "USED" }, true],
    ["not after its event as long as nobody used it", { beginningDatetime: earlier }, false],
    ["not for a free card", card, false],
    ["for a free card that the user filed", { ...card, displayAsEnded: true }, true],
    ["for a thing once fetched", { status: "USED" }, true],
    ["for a thing once paid for", { status: "REIMBURSED" }, true],
    ["not for what is permanent, used or not", streaming, false],
    ["not for what is open, whatever the user filed", { displayAsEnded: true }, false],
  ] as const)("%s", (_, given, expected) => {
    expect(isEnded(booking(given), now)).toBe(expected);
  });

  it.each([
    [{}, false],
    [{ status: "USED" }, true],
    [{ status: "CANCELLED" }, true],
    [{ displayAsEnded: true }, true],
    [{ displayAsEnded: false }, false],
  ] as const)("of the simple lists by status or filing: %j %s", (given, expected) => {
    expect(isEndedInSimpleList(booking(given))).toBe(expected);
  });
});

describe("bookings in order", () => {
  const ids = (bookings: BookingOfUser[]) => bookings.map(({ bookingId }) => bookingId);

  it("end with the oldest end: event, else use, else cancellation", () => {
    const event = booking({
      bookingId: 1,
      beginningDatetime: "2026-11-10T20:00:00.000Z",
      usedAt: "2026-11-12T00:00:00.000Z",
    });
    const used = booking({ bookingId: 2, usedAt: "2026-11-11T00:00:00.000Z" });
    const cancelled = booking({ bookingId: 3, cancelledAt: "2026-11-09T00:00:00.000Z" });
    expect(ids([cancelled, event, used, booking({ bookingId: 4 })].sort(byEndDescending))).toEqual([2, 1, 3, 4]);
  });

  it("begin with what is due first, and the newer one of two", () => {
    const lapses = booking({ bookingId: 1 });
    const event = booking({ bookingId: 2, subcategoryId: "SEANCE_CINE", beginningDatetime: later });
    const [film, other] = [booking({ ...streaming, bookingId: 3 }), booking({ ...streaming, bookingId: 4 })];
    expect(ids([film, other, lapses, event].sort(byDueDate))).toEqual([2, 1, 4, 3]);
  });
});

describe("a booking lapses (10.1)", () => {
  it.each([
    ["after 30 days", {}, "2026-12-01T10:00:00.000Z"],
    ["after 10 days for a book", { subcategoryId: "LIVRE_PAPIER" }, "2026-11-11T10:00:00.000Z"],
    ["never once used", { status: "USED" }, null],
    ["never when it cannot", { subcategoryId: "SEANCE_CINE" }, null],
  ] as const)("%s", (_, given, expected) => {
    expect(expirationDate(booking(given))).toBe(expected);
  });
});

describe("the address of a digital offer (2.1)", () => {
  it("is none without a url", () => expect(completedUrl(booking())).toBeNull());
  it("begins with http and names token, offer and user", () => {
    const offerUrl = "example.com/{offerId}/{token}/{token}?to={email}";
    expect(completedUrl(booking({ offerUrl }))).toBe("http://example.com/A4/ABC234/ABC234?to=zoe@example.com");
  });
  it("takes what a dollar would mean to a pattern at its word", () => {
    expect(completedUrl(booking({ offerUrl: "https://e.com/{email}", userEmail: "$&@e.com" }))).toBe(
      "https://e.com/$&@e.com",
    );
  });
});

describe("the ticket of a booking (11.3)", () => {
  const delay = { withdrawalType: "by_email", withdrawalDelaySeconds: 86_400 } as const;
  it.each([
    ["nothing to show", { withdrawalType: "no_ticket" }, "no_ticket", null, null],
    [
      "sent by mail the day before",
      { ...delay, beginningDatetime: "2026-11-23T11:59:59.000Z" },
      "email_sent",
      null,
      null,
    ],
    ["to be sent by mail", { ...delay, beginningDatetime: later }, "email_will_be_sent", null, null],
    ["digital", streaming, "online_code", "ABC234", null],
    [
      "a film at the cinema",
      { subcategoryId: "SEANCE_CINE", beginningDatetime: later },
      "cinema_voucher",
      "ABC234",
      "PASSCULTURE:v3;TOKEN:ABC234",
    ],
    ["another event", { subcategoryId: "CONCERT", beginningDatetime: later }, "ticket", "ABC234", null],
    ["a thing", {}, "voucher", "ABC234", "PASSCULTURE:v3;TOKEN:ABC234"],
  ] as const)("%s", (_, given, display, token, voucher) => {
    const ticket = ticketOf(booking(given), now);
    expect([ticket.display, ticket.token?.data ?? null, ticket.voucher?.data ?? null]).toEqual([
      display,
      token,
      voucher,
    ]);
  });
});

describe("reactions", () => {
  it("are for films and books that were used", () => {
    expect(canReact(booking({ subcategoryId: "LIVRE_PAPIER", status: "USED" }))).toBe(true);
    expect(canReact(booking({ subcategoryId: "LIVRE_PAPIER" }))).toBe(false);
    expect(canReact(booking({ subcategoryId: "CONCERT", status: "USED" }))).toBe(false);
  });

  it("are asked for a day after a film, a month after a book", () => {
    const film = (usedAt: string) => booking({ subcategoryId: "SEANCE_CINE", status: "USED", usedAt });
    expect(asksForReaction(film("2026-11-21T12:00:00.000Z"), now)).toBe(true);
    expect(asksForReaction(film("2026-11-21T12:00:00.001Z"), now)).toBe(false);
    const book = (usedAt: string) => booking({ subcategoryId: "LIVRE_PAPIER", status: "USED", usedAt });
    expect(asksForReaction(book("2026-10-22T12:00:00.000Z"), now)).toBe(true);
    expect(asksForReaction(book("2026-11-01T12:00:00.000Z"), now)).toBe(false);
  });
});

describe("a booking paid as an adult (11.1)", () => {
  it.each([
    ["by the credit of the old scheme", { depositType: "GRANT_18" }, true],
    ["on the 18th birthday", { bookedAt: "2026-11-22T10:00:00.000Z" }, true],
    ["the day before", { bookedAt: "2026-11-21T10:00:00.000Z" }, false],
    ["by a minor's old credit", { depositType: "GRANT_15_17", bookedAt: now }, false],
    ["by nothing", { depositType: null, bookedAt: now }, false],
  ] as const)("%s", (_, given, expected) => {
    expect(isPaidAsAdult(booking(given))).toBe(expected);
  });
});
