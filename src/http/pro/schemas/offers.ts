import { z } from "zod";
import { withdrawalType } from "#domain/offer/events.js";
import { model } from "#http/pro/schemas/model.js";
import {
  ArtistOfferLinkResponseModel,
  disabilityCompliance,
  GetOfferLastProviderResponseModel,
  GetOfferMediationResponseModel,
  GetOfferVenueResponseModel,
  LocationResponseModel,
  OfferStatus,
  PriceCategoryResponseModel,
  ShortHighlightResponseModel,
  SubcategoryIdEnum,
  VideoData,
} from "#http/pro/schemas/offer-parts.js";

export const GetIndividualOfferResponseModel = model(
  "GetIndividualOfferResponseModel",
  z.object({
    ...disabilityCompliance,
    activeMediation: GetOfferMediationResponseModel.nullable(),
    artistOfferLinks: z.array(ArtistOfferLinkResponseModel),
    bookingAllowedDatetime: z.string().nullable(),
    bookingContact: z.string().nullable(),
    bookingEmail: z.string().nullable(),
    /** Seats of its bookings that are not cancelled. */
    bookingsCount: z.number().nullable(),
    canBeEvent: z.boolean(),
    dateCreated: z.string(),
    description: z.string().nullable(),
    durationMinutes: z.number().nullable(),
    externalTicketOfficeUrl: z.string().nullable(),
    extraData: z.record(z.string(), z.unknown()).nullable(),
    hasBookingLimitDatetimesPassed: z.boolean(),
    hasStocks: z.boolean(),
    highlightRequests: z.array(ShortHighlightResponseModel),
    id: z.number(),
    isActive: z.boolean(),
    isDigital: z.boolean(),
    isDuo: z.boolean(),
    isEditable: z.boolean(),
    isEvent: z.boolean(),
    isNational: z.boolean(),
    isNonFreeOffer: z.boolean().nullable(),
    isThing: z.boolean(),
    lastProvider: GetOfferLastProviderResponseModel.nullable(),
    name: z.string(),
    priceCategories: z.array(PriceCategoryResponseModel).nullable(),
    productId: z.number().nullable(),
    publicationDate: z.string().nullable(),
    publicationDatetime: z.string().nullable(),
    status: OfferStatus,
    subcategoryId: SubcategoryIdEnum,
    thumbUrl: z.string().nullable(),
    url: z.string().nullable(),
    venue: GetOfferVenueResponseModel,
    videoData: VideoData,
    /** Seconds. */
    withdrawalDelay: z.number().nullable(),
    withdrawalDetails: z.string().nullable(),
    withdrawalType: withdrawalType.nullable(),
  }),
);
export type GetIndividualOfferResponse = z.infer<typeof GetIndividualOfferResponseModel>;

export const GetIndividualOfferWithAddressResponseModel = model(
  "GetIndividualOfferWithAddressResponseModel",
  GetIndividualOfferResponseModel.extend({
    /** Whether one of its bookings is still to be validated. */
    hasPendingBookings: z.boolean(),
    isHeadlineOffer: z.boolean(),
    location: LocationResponseModel.nullable(),
  }),
);
export type GetIndividualOfferWithAddressResponse = z.infer<typeof GetIndividualOfferWithAddressResponseModel>;
