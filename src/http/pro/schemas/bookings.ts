import { z } from "zod";
import { model } from "#http/pro/schemas/model.js";
import { dayInput, textCount, textId } from "#http/pro/schemas/values.js";

const BookingStatusFilter = model("BookingStatusFilter", z.enum(["booked", "validated", "reimbursed"]));

/** The status filter only chooses which date the period applies to (bookings-and-stocks.md, section 12.2). */
export const ListBookingsQueryModel = z.strictObject({
  page: textCount.default(1),
  offererId: textId.optional(),
  venueId: textId.optional(),
  offerId: textId.optional(),
  eventDate: dayInput.optional(),
  bookingStatusFilter: BookingStatusFilter.optional(),
  bookingPeriodBeginningDate: dayInput.optional(),
  bookingPeriodEndingDate: dayInput.optional(),
  offererAddressId: textId.optional(),
  exportType: z.enum(["csv", "excel"]).optional(),
});
export type ListBookingsQuery = z.infer<typeof ListBookingsQueryModel>;

const BookingRecapStatus = model(
  "BookingRecapStatus",
  z.enum(["booked", "validated", "cancelled", "reimbursed", "confirmed", "pending"]),
);
export type BookingRecapStatus = z.infer<typeof BookingRecapStatus>;

const BookingRecapResponseBeneficiaryModel = model(
  "BookingRecapResponseBeneficiaryModel",
  z.object({
    email: z.string().nullable(),
    firstname: z.string().nullable(),
    lastname: z.string().nullable(),
    phonenumber: z.string().nullable(),
  }),
);

const BookingRecapResponseBookingStatusHistoryModel = model(
  "BookingRecapResponseBookingStatusHistoryModel",
  z.object({ date: z.string().nullable(), status: BookingRecapStatus }),
);

const BookingRecapResponseStockModel = model(
  "BookingRecapResponseStockModel",
  z.object({
    eventBeginningDatetime: z.string().nullable(),
    offerEan: z.string().nullable(),
    offerId: z.number(),
    offerIsEducational: z.boolean(),
    offerName: z.string(),
  }),
);

/** Dates are local to the offer's place, with their offset. `bookingAmount` is the unit price in euros. */
const BookingRecapResponseModel = model(
  "BookingRecapResponseModel",
  z.object({
    beneficiary: BookingRecapResponseBeneficiaryModel,
    bookingAmount: z.number(),
    bookingDate: z.string(),
    bookingIsDuo: z.boolean(),
    bookingPriceCategoryLabel: z.string().nullable(),
    bookingStatus: BookingRecapStatus,
    bookingStatusHistory: z.array(BookingRecapResponseBookingStatusHistoryModel),
    bookingToken: z.string().nullable(),
    stock: BookingRecapResponseStockModel,
  }),
);
export type BookingRecapResponse = z.infer<typeof BookingRecapResponseModel>;

export const ListBookingsResponseModel = model(
  "ListBookingsResponseModel",
  z.object({
    bookingsRecap: z.array(BookingRecapResponseModel),
    page: z.number(),
    pages: z.number(),
    /** Seats, not bookings: a duo counts twice. */
    total: z.number(),
  }),
);
