import type { AnyEvent } from "#domain/shared/event.js";
import {
  at,
  bookingCancelled,
  bookingConfirmed,
  bookingUsed,
  depositGranted,
  offerCreated,
  offererCreated,
  stockOpened,
  stockReleased,
  stockReserved,
  userRegistered,
  venueCreated,
  walletDebited,
} from "#tests/support/facts.js";

/** A log in which every event type that a projection follows happens, in an order in which it can happen. */
export const history: readonly (readonly [stream: string, fact: AnyEvent])[] = [
  ["user-5", userRegistered()],
  ["user-5", { type: "UserRoleGranted", data: { userId: 5, role: "UNDERAGE_BENEFICIARY" } }],
  ["user-5", { type: "UserRoleGranted", data: { userId: 5, role: "BENEFICIARY" } }],
  ["user-5", { type: "UserRoleRevoked", data: { userId: 5, role: "UNDERAGE_BENEFICIARY" } }],
  ["user-5", { type: "UserConnected", data: { userId: 5, connectedAt: at } }],

  ["offerer-2", offererCreated()],
  ["offerer-2", { type: "OffererMemberChanged", data: { offererId: 2, userId: 6, status: "NEW" } }],
  ["offerer-2", { type: "OffererMemberChanged", data: { offererId: 2, userId: 6, status: "VALIDATED" } }],
  ["offerer-2", { type: "OffererValidated", data: { offererId: 2, validatedAt: at } }],
  ["venue-3", venueCreated()],
  ["provider-8", { type: "ProviderCreated", data: { providerId: 8, name: "TicketBusters" } }],
  ["provider-8", { type: "ProviderLinkedToVenue", data: { providerId: 8, venueId: 3 } }],
  ["provider-8", { type: "ProviderLinkedToVenue", data: { providerId: 8, venueId: 4 } }],
  ["provider-8", { type: "ProviderUnlinkedFromVenue", data: { providerId: 8, venueId: 4 } }],
  ["provider-8", { type: "ProviderDeactivated", data: { providerId: 8 } }],
  ["provider-8", { type: "ProviderActivated", data: { providerId: 8 } }],
  ["apikey-abc", { type: "ApikeyIssued", data: { prefix: "abc", providerId: 8, secretHash: "$sha3_512$s$d" } }],
  ["apikey-old", { type: "ApikeyIssued", data: { prefix: "old", providerId: 8, secretHash: "$sha3_512$s$e" } }],
  ["apikey-old", { type: "ApikeyRevoked", data: { prefix: "old" } }],

  ["offer-7", offerCreated()],
  [
    "offer-7",
    {
      type: "OfferPricesSet",
      data: { offerId: 7, priceCategories: [{ priceCategoryId: 21, label: "Plein tarif", priceCents: 1200 }] },
    },
  ],
  ["offer-7", { type: "OfferStocksPlanned", data: { offerId: 7, stocks: [stockOpened().data] } }],
  [
    "offer-7",
    {
      type: "OfferPublished",
      data: {
        offerId: 7,
        validation: "APPROVED",
        publicationDatetime: at,
        bookingAllowedDatetime: null,
        lastValidationPriceCents: null,
        publishedAt: at,
      },
    },
  ],
  ["stock-77", stockOpened()],

  ["wallet-5", depositGranted()],
  [
    "wallet-5",
    {
      type: "DepositRecredited",
      data: { userId: 5, depositId: 51, type: "Recredit18", amountCents: 5_000, recreditedAt: at },
    },
  ],

  // used, unused, filed, then cancelled: every step of the flow and of its undoing
  ["stock-77", stockReserved()],
  ["wallet-5", walletDebited()],
  ["booking-1001", bookingConfirmed()],
  ["booking-1001", bookingUsed()],
  ["booking-1001", { type: "BookingUnused", data: { bookingId: 1001 } }],
  ["booking-1001", { type: "BookingDisplayChanged", data: { bookingId: 1001, displayAsEnded: true } }],
  ["booking-1001", bookingCancelled()],
  ["wallet-5", { type: "WalletRefunded", data: { userId: 5, bookingId: 1001, offerId: 7 } }],
  ["stock-77", stockReleased()],

  // alive
  ["stock-77", stockReserved({ bookingId: 1002, quantity: 2 })],
  ["wallet-5", walletDebited({ bookingId: 1002, amountCents: 2400, isDigital: true })],
  ["booking-1002", bookingConfirmed({ bookingId: 1002, token: "DEF567", quantity: 2 })],

  // abandoned: seats not yet given back
  ["stock-77", stockReserved({ bookingId: 1003, userId: 6 })],
  [
    "booking-1003",
    { type: "BookingAbandoned", data: { bookingId: 1003, stockId: 77, userId: 6, offerId: 7, reason: "no credit" } },
  ],
  // …and its wallet barred before it was debited
  ["wallet-6", { type: "WalletRefunded", data: { userId: 6, bookingId: 1003, offerId: 7 } }],
  // cut short
  ["stock-77", stockReserved({ bookingId: 1004, userId: 6 })],

  ["offerer-2", { type: "OffererSuspended", data: { offererId: 2 } }],
  ["offerer-2", { type: "OffererUnsuspended", data: { offererId: 2 } }],
  ["offerer-2", { type: "OffererClosed", data: { offererId: 2, closedAt: at } }],
];
