import { z } from "zod";
import { model } from "#http/pro/schemas/model.js";
import {
  LocationResponseModel,
  OfferStatus,
  ShortHighlightResponseModel,
  SubcategoryIdEnum,
} from "#http/pro/schemas/offer-parts.js";
import { dayInput, storableText, textId } from "#http/pro/schemas/values.js";

/** The portal has one list for both kinds of offers: a status that only collective ones have finds none here. */
const CollectiveOfferDisplayedStatus = model(
  "CollectiveOfferDisplayedStatus",
  z.enum([
    "PUBLISHED",
    "UNDER_REVIEW",
    "REJECTED",
    "PREBOOKED",
    "BOOKED",
    "HIDDEN",
    "EXPIRED",
    "ENDED",
    "CANCELLED",
    "REIMBURSED",
    "ARCHIVED",
    "DRAFT",
  ]),
);

/** Filters of GET /offers; those that are given must all hold (offers.md, section 16.1). */
export const ListOffersQueryModel = z.strictObject({
  nameOrIsbn: storableText.optional(),
  offererId: textId.optional(),
  status: z.union([OfferStatus, CollectiveOfferDisplayedStatus]).optional(),
  venueId: textId.optional(),
  categoryId: z.string().optional(),
  creationMode: z.enum(["manual", "imported"]).optional(),
  periodBeginningDate: dayInput.optional(),
  periodEndingDate: dayInput.optional(),
  offererAddressId: textId.optional(),
});

const ListOffersStockResponseModel = model(
  "ListOffersStockResponseModel",
  z.object({
    beginningDatetime: z.string().nullable(),
    /** Seats of its bookings that are not cancelled. */
    bookingQuantity: z.number().nullable(),
    hasBookingLimitDatetimePassed: z.boolean(),
    id: z.number(),
    remainingQuantity: z.union([z.number(), z.literal("unlimited")]),
  }),
);

const ListOffersVenueResponseModel = model(
  "ListOffersVenueResponseModel",
  z.object({
    departementCode: z.string().nullable(),
    id: z.number(),
    isVirtual: z.boolean(),
    name: z.string(),
    offererName: z.string(),
    publicName: z.string(),
  }),
);

export const ListOffersOfferResponseModel = model(
  "ListOffersOfferResponseModel",
  z.object({
    bookingAllowedDatetime: z.string().nullable(),
    bookingsCount: z.number().nullable(),
    canBeEvent: z.boolean(),
    hasBookingLimitDatetimesPassed: z.boolean(),
    highlightRequests: z.array(ShortHighlightResponseModel),
    id: z.number(),
    isActive: z.boolean(),
    isDigital: z.boolean(),
    isEditable: z.boolean(),
    isEducational: z.boolean(),
    isEvent: z.boolean(),
    isHeadlineOffer: z.boolean(),
    isShowcase: z.boolean().nullable(),
    isThing: z.boolean(),
    location: LocationResponseModel.nullable(),
    name: z.string(),
    productId: z.number().nullable(),
    productIsbn: z.string().nullable(),
    publicationDatetime: z.string().nullable(),
    status: OfferStatus,
    stocks: z.array(ListOffersStockResponseModel),
    subcategoryId: SubcategoryIdEnum,
    thumbUrl: z.string().nullable(),
    venue: ListOffersVenueResponseModel,
  }),
);
export type ListOffersOfferResponse = z.infer<typeof ListOffersOfferResponseModel>;

export const ListOffersResponseModel = model("ListOffersResponseModel", z.array(ListOffersOfferResponseModel));
