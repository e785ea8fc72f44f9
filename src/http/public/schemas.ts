import { z } from "zod";
import { id } from "#domain/shared/values.js";
import { modelsOf } from "#http/openapi.js";
import { instantInput } from "#http/shared/instant-input.js";

/** The names of the partners' contract (contracts/public-api.json). */
export const { models, model } = modelsOf();

const dateTime = z.string().meta({ format: "date-time" });

export const BookingStatus = model("BookingStatus", z.enum(["CONFIRMED", "USED", "CANCELLED", "REIMBURSED"]));

export const GetBookingResponse = model(
  "GetBookingResponse",
  z.object({
    /** Cancellation limit of an event's booking; null for a thing. */
    confirmationDate: dateTime.nullable(),
    creationDate: dateTime,
    id: z.int(),
    offerAddress: z.string().nullable(),
    offerDepartmentCode: z.string().nullable(),
    offerEan: z.string().nullable(),
    offerId: z.int(),
    offerName: z.string(),
    /** Unit price in euro cents. */
    price: z.int(),
    priceCategoryId: z.int().nullable(),
    priceCategoryLabel: z.string().nullable(),
    quantity: z.int(),
    status: BookingStatus,
    stockId: z.int(),
    userBirthDate: z.string().meta({ format: "date" }).nullable(),
    userEmail: z.string(),
    userFirstName: z.string().nullable(),
    userLastName: z.string().nullable(),
    userPhoneNumber: z.string().nullable(),
    userPostalCode: z.string().nullable(),
    venueId: z.int(),
    /** The venue's legal name. */
    venueName: z.string(),
  }),
);
export type GetBookingResponse = z.infer<typeof GetBookingResponse>;

export const GetFilteredBookingsResponse = model(
  "GetFilteredBookingsResponse",
  z.object({ bookings: z.array(GetBookingResponse) }),
);

const textId = z.coerce.number<string>().pipe(id);

/** Cursor pagination (public-api.md, section 1.4): from this booking id on, at most `limit` (1..50) of them. */
export const ListBookingsQuery = z.strictObject({
  limit: z.coerce.number<string>().pipe(z.int().min(1).max(50)).default(50),
  firstIndex: z.coerce.number<string>().pipe(z.int().min(1)).default(1),
  offerId: textId.optional(),
  venueId: textId.optional(),
  priceCategoryId: textId.optional(),
  stockId: textId.optional(),
  status: BookingStatus.optional(),
  beginningDatetime: instantInput.optional(),
});
export type ListBookingsQuery = z.infer<typeof ListBookingsQuery>;

/** A countermark, upper or lower case. One that cannot exist is answered like one that does not: 404. */
export const TokenParams = z.object({ token: z.string() });
