import { z } from "zod";
import { cancellationReason } from "#domain/booking/events.js";
import { withdrawalType } from "#domain/offer/events.js";
import { coordinates, subcategoryId } from "#http/native/enums.js";
import { model } from "#http/native/models.js";

const text = z.string().nullable();

export const activationCode = z.object({ code: z.string(), expirationDate: text }).nullable();
const image = z.object({ url: z.string(), credit: text }).nullable();
const seats = z.array(z.object({ barcode: z.string(), seat: text }));
const reaction = z.enum(["LIKE", "DISLIKE", "NO_REACTION"]).nullable();

/** What both versions say of a booking itself. */
const booking = z.object({
  id: z.int(),
  canReact: z.boolean(),
  cancellationDate: text,
  cancellationReason: cancellationReason.nullable(),
  completedUrl: text,
  confirmationDate: text,
  dateCreated: z.string(),
  dateUsed: text,
  enablePopUpReaction: z.boolean(),
  expirationDate: text,
  quantity: z.int(),
  totalAmount: z.int(),
  userReaction: reaction,
});

const address = z.object({
  street: text,
  postalCode: z.string(),
  city: z.string(),
  label: text,
  coordinates,
  timezone: z.string(),
});

const venue = z.object({
  id: z.int(),
  name: z.string(),
  publicName: text,
  timezone: z.string(),
  bannerUrl: text,
  isOpenToPublic: z.boolean(),
});

const offer = z.object({
  id: z.int(),
  name: z.string(),
  address: address.nullable(),
  bookingContact: text,
  extraData: z.object({ ean: text }).nullable(),
  image,
  isDigital: z.boolean(),
  isPermanent: z.boolean(),
  subcategoryId,
  url: text,
  venue,
});

const stock = z.object({
  id: z.int(),
  beginningDatetime: text,
  features: z.array(z.string()),
  price: z.int(),
  priceCategoryLabel: text,
});

/** The enumeration of the current contract; older versions called some of them otherwise (bookings-and-stocks.md, 11.3). */
export const ticketDisplay = z.enum([
  "cinema_voucher",
  "email_sent",
  "email_will_be_sent",
  "external_ticket",
  "hidden_external_ticket",
  "no_ticket",
  "online_code",
  "ticket",
  "voucher",
]);

const ticket = model(
  "TicketResponse",
  z.object({
    activationCode,
    display: ticketDisplay,
    externalBooking: z.object({ data: seats.nullable() }).nullable(),
    token: z.object({ data: text }).nullable(),
    voucher: z.object({ data: text }).nullable(),
    withdrawal: z.object({ delay: z.int().nullable(), details: text, type: withdrawalType.nullable() }),
  }),
);
export type Ticket = z.infer<typeof ticket>;

const venueV2 = venue.extend({ address: z.object({ id: z.int().nullable() }) });
const offerV2 = offer.extend({ address: address.extend({ id: z.int() }).nullable(), venue: venueV2 });

export const bookingV2 = model(
  "BookingResponse",
  booking.extend({
    displayAsEnded: z.boolean().nullable(),
    stock: stock.extend({ isAutomaticallyUsed: z.boolean(), offer: offerV2 }),
    ticket,
  }),
);
export type BookingV2 = z.infer<typeof bookingV2>;

export const bookingsV2 = model(
  "BookingsResponseV2",
  z.object({
    endedBookings: z.array(bookingV2),
    ongoingBookings: z.array(bookingV2),
    hasBookingsAfter18: z.boolean(),
  }),
);

const offerV1 = offer.extend({
  withdrawalDetails: text,
  withdrawalType: withdrawalType.nullable(),
  withdrawalDelay: z.int().nullable(),
});

const bookingV1 = booking.extend({
  token: text,
  qrCodeData: text,
  activationCode,
  externalBookings: seats.nullable(),
  stock: stock.extend({ offer: offerV1 }),
});
export type BookingV1 = z.infer<typeof bookingV1>;

export const bookingsV1 = model(
  "BookingsResponse",
  z.object({
    ended_bookings: z.array(bookingV1),
    ongoing_bookings: z.array(bookingV1),
    hasBookingsAfter18: z.boolean(),
  }),
);

const listItem = z.object({
  id: z.int(),
  activationCode,
  canReact: z.boolean(),
  cancellationDate: text,
  cancellationReason: cancellationReason.nullable(),
  dateCreated: z.string(),
  dateUsed: text,
  expirationDate: text,
  isArchivable: z.boolean().nullable(),
  quantity: z.int(),
  totalAmount: z.int(),
  userReaction: reaction,
  stock: z.object({
    beginningDatetime: text,
    isAutomaticallyUsed: z.boolean(),
    offer: z.object({
      id: z.int(),
      name: z.string(),
      imageUrl: text,
      address: z.object({ timezone: z.string(), city: text, label: text }).nullable(),
      isDigital: z.boolean(),
      isPermanent: z.boolean(),
      subcategoryId,
      withdrawalDelay: z.int().nullable(),
      withdrawalType: withdrawalType.nullable(),
      venue: z.object({ id: z.int(), name: z.string(), timezone: z.string() }),
    }),
  }),
});
export type BookingListItem = z.infer<typeof listItem>;

export const bookingsList = model(
  "BookingsListResponseV2",
  z.object({ bookings: z.array(model("BookingListItemResponse", listItem)) }),
);
