import { z } from "zod";
import { subcategories } from "#domain/catalogue/subcategories.js";
import { model } from "#http/pro/schemas/model.js";
import { offerStatus } from "#projections/offers/queries/offer-facts.js";

export const OfferStatus = model("OfferStatus", offerStatus);

export const SubcategoryIdEnum = model("SubcategoryIdEnum", z.enum(subcategories.map(({ id }) => id)));

export const ArtistType = model("ArtistType", z.enum(["author", "performer", "stage_director"]));

export const ArtistOfferLinkResponseModel = model(
  "ArtistOfferLinkResponseModel",
  z.object({ artistId: z.string().nullable(), artistName: z.string(), artistType: ArtistType }),
);

export const ShortHighlightResponseModel = model(
  "ShortHighlightResponseModel",
  z.object({ id: z.number(), name: z.string() }),
);

export const GetOfferMediationResponseModel = model(
  "GetOfferMediationResponseModel",
  z.object({
    authorId: z.string().nullable(),
    credit: z.string().nullable(),
    thumbUrl: z.string().nullable(),
  }),
);

export const GetOfferLastProviderResponseModel = model(
  "GetOfferLastProviderResponseModel",
  z.object({ name: z.string() }),
);

export const LocationResponseModel = model(
  "LocationResponseModel",
  z.object({
    banId: z.string().nullable(),
    city: z.string(),
    departmentCode: z.string().nullable(),
    id: z.number(),
    inseeCode: z.string().nullable(),
    isManualEdition: z.boolean(),
    isVenueLocation: z.boolean(),
    label: z.string().nullable(),
    latitude: z.number(),
    longitude: z.number(),
    postalCode: z.string(),
    street: z.string().nullable(),
  }),
);
export type LocationResponse = z.infer<typeof LocationResponseModel>;

/** `price` in euros. */
export const PriceCategoryResponseModel = model(
  "PriceCategoryResponseModel",
  z.object({ id: z.number(), label: z.string(), price: z.number() }),
);

export const GetOfferManagingOffererResponseModel = model(
  "GetOfferManagingOffererResponseModel",
  z.object({ id: z.number(), name: z.string() }),
);

/** Four answers, each true, false or not known: the keys of an offer and of its venue alike. */
export const disabilityCompliance = {
  audioDisabilityCompliant: z.boolean().nullable(),
  mentalDisabilityCompliant: z.boolean().nullable(),
  motorDisabilityCompliant: z.boolean().nullable(),
  visualDisabilityCompliant: z.boolean().nullable(),
};

export const GetOfferVenueResponseModel = model(
  "GetOfferVenueResponseModel",
  z.object({
    ...disabilityCompliance,
    bookingEmail: z.string().nullable(),
    city: z.string().nullable(),
    departementCode: z.string().nullable(),
    id: z.number(),
    isVirtual: z.boolean(),
    managingOfferer: GetOfferManagingOffererResponseModel,
    name: z.string(),
    postalCode: z.string().nullable(),
    publicName: z.string(),
    street: z.string().nullable(),
  }),
);

export const VideoData = model(
  "VideoData",
  z.object({
    videoDuration: z.number().nullable(),
    videoExternalId: z.string().nullable(),
    videoThumbnailUrl: z.string().nullable(),
    videoTitle: z.string().nullable(),
    videoUrl: z.string().nullable(),
  }),
);
