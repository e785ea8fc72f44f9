import { z } from "zod";
import { model } from "#http/pro/schemas/model.js";

/** A countermark as a person at a desk types it. One that cannot exist is answered like one that does not: 404. */
export const TokenParams = z.object({ token: z.string() });

/** What the desk sees of a booking that it may validate now (bookings-and-stocks.md, section 12.1). */
export const GetBookingResponse = model(
  "GetBookingResponse",
  z.object({
    /** Humanized. */
    bookingId: z.string(),
    dateOfBirth: z.string().nullable(),
    /** Beginning of the event in UTC, or "" for a thing. */
    datetime: z.string(),
    ean13: z.string().nullable(),
    email: z.string(),
    firstName: z.string().nullable(),
    isUsed: z.boolean(),
    lastName: z.string().nullable(),
    offerAddress: z.string().nullable(),
    offerDepartmentCode: z.string().nullable(),
    offerId: z.number(),
    offerName: z.string(),
    offerType: z.enum(["BIEN", "EVENEMENT"]),
    phoneNumber: z.string().nullable(),
    /** Unit price in euros. */
    price: z.number(),
    priceCategoryLabel: z.string().nullable(),
    /** Humanized. */
    publicOfferId: z.string(),
    quantity: z.number(),
    userName: z.string(),
    venueName: z.string(),
  }),
);
export type CountermarkResponse = z.infer<typeof GetBookingResponse>;
