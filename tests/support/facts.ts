import type { BookingEvent } from "#domain/booking/events.js";
import type { OfferEvent } from "#domain/offer/events.js";
import type { OffererEvent } from "#domain/offerer/events.js";
import type { StockEvent } from "#domain/stock/events.js";
import type { UserEvent } from "#domain/user/events.js";
import type { VenueEvent } from "#domain/venue/events.js";
import type { WalletEvent } from "#domain/wallet/events.js";

/**
 * Small valid facts for tests of what reads facts: booking 1001 of stock 77 of offer 7 in venue 3 of offerer 2, by user
 * 5. A case overrides what it is about.
 */
type Data<E extends { type: string; data: unknown }, T extends E["type"]> = Extract<E, { type: T }>["data"];

export const at = "2026-03-01T10:00:00.000Z";
const accessibility = { audio: true, mental: false, motor: null, visual: null };

export const userRegistered = (data: Partial<Data<UserEvent, "UserRegistered">> = {}): UserEvent => ({
  type: "UserRegistered",
  data: {
    userId: 5,
    identity: {
      email: "zoe@example.com",
      firstName: "Zoé",
      lastName: "L'Hôte",
      civility: "Mme",
      dateOfBirth: "2008-02-29",
      validatedBirthDate: null,
      phoneNumber: null,
      address: '1 rue "du Fort", bât. \\B {2}',
      city: "Cayenne",
      postalCode: "97300",
      departementCode: "973",
      activity: null,
    },
    passwordHash: null,
    isEmailValidated: true,
    registeredAt: at,
    ...data,
  },
});

export const offererCreated = (data: Partial<Data<OffererEvent, "OffererCreated">> = {}): OffererEvent => ({
  type: "OffererCreated",
  data: { offererId: 2, name: "Ma petite entreprise", siren: "881457238", createdAt: at, ...data },
});

export const venueCreated = (data: Partial<Data<VenueEvent, "VenueCreated">> = {}): VenueEvent => ({
  type: "VenueCreated",
  data: {
    venueId: 3,
    offererId: 2,
    name: "Petit lieu",
    publicName: "Le petit lieu",
    siret: "88145723800011",
    comment: null,
    bookingEmail: null,
    withdrawalDetails: null,
    activity: null,
    isPermanent: true,
    isOpenToPublic: true,
    accessibility,
    address: {
      addressId: 9,
      banId: null,
      inseeCode: null,
      street: "1 boulevard Poissonnière",
      postalCode: "75002",
      city: "Paris",
      latitude: 48.87055,
      longitude: 2.34765,
      departmentCode: "75",
      timezone: "Europe/Paris",
      isManualEdition: false,
    },
    createdAt: at,
    ...data,
  },
});

export const offerCreated = (data: Partial<Data<OfferEvent, "OfferCreated">> = {}): OfferEvent => ({
  type: "OfferCreated",
  data: {
    offerId: 7,
    venueId: 3,
    offererId: 2,
    name: "Conférence gesticulée",
    subcategoryId: "CONFERENCE",
    description: null,
    durationMinutes: 90,
    ean: null,
    extraData: { speaker: 'A "quoted" {name}, with a comma' },
    url: null,
    externalTicketOfficeUrl: null,
    bookingContact: null,
    bookingEmail: null,
    withdrawalType: null,
    withdrawalDelay: null,
    withdrawalDetails: null,
    isDuo: true,
    isNational: false,
    accessibility,
    createdAt: at,
    ...data,
  },
});

export const stockOpened = (data: Partial<Data<StockEvent, "StockOpened">> = {}): StockEvent => ({
  type: "StockOpened",
  data: {
    stockId: 77,
    offerId: 7,
    priceCents: 1200,
    priceCategoryId: 21,
    priceCategoryLabel: "Plein tarif",
    quantity: 10,
    beginningDatetime: "2026-04-01T18:00:00.000Z",
    bookingLimitDatetime: "2026-04-01T17:00:00.000Z",
    ...data,
  },
});

export const stockReserved = (data: Partial<Data<StockEvent, "StockReserved">> = {}): StockEvent => ({
  type: "StockReserved",
  data: { stockId: 77, bookingId: 1001, userId: 5, quantity: 1, reservedAt: at, ...data },
});

export const stockReleased = (data: Partial<Data<StockEvent, "StockReleased">> = {}): StockEvent => ({
  type: "StockReleased",
  data: { stockId: 77, bookingId: 1001, quantity: 1, ...data },
});

export const bookingConfirmed = (data: Partial<Data<BookingEvent, "BookingConfirmed">> = {}): BookingEvent => ({
  type: "BookingConfirmed",
  data: {
    bookingId: 1001,
    token: "ABC234",
    userId: 5,
    stockId: 77,
    offerId: 7,
    venueId: 3,
    offererId: 2,
    depositId: 51,
    quantity: 1,
    unitAmountCents: 1200,
    priceCategoryLabel: "Plein tarif",
    cancellationLimitDate: "2026-03-03T10:00:00.000Z",
    bookedAt: at,
    ...data,
  },
});

export const bookingCancelled = (data: Partial<Data<BookingEvent, "BookingCancelled">> = {}): BookingEvent => ({
  type: "BookingCancelled",
  data: {
    bookingId: 1001,
    stockId: 77,
    userId: 5,
    offerId: 7,
    reason: "BENEFICIARY",
    cancelledAt: "2026-03-02T10:00:00.000Z",
    authorId: null,
    ...data,
  },
});

export const bookingUsed = (bookingId = 1001): BookingEvent => ({
  type: "BookingUsed",
  data: { bookingId, usedAt: "2026-03-02T12:00:00.000Z", author: "OFFERER" },
});

export const depositGranted = (data: Partial<Data<WalletEvent, "DepositGranted">> = {}): WalletEvent => ({
  type: "DepositGranted",
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
    ...data,
  },
});

export const walletDebited = (data: Partial<Data<WalletEvent, "WalletDebited">> = {}): WalletEvent => ({
  type: "WalletDebited",
  data: {
    userId: 5,
    bookingId: 1001,
    offerId: 7,
    depositId: 51,
    amountCents: 1200,
    isDigital: false,
    isPhysical: false,
    ...data,
  },
});
