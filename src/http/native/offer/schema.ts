import { z } from "zod";
import { coordinates, subcategoryId } from "#http/native/enums.js";
import { model } from "#http/native/models.js";

const text = z.string().nullable();

const stock = model(
  "OfferStockResponse",
  z.object({
    id: z.int(),
    price: z.int(),
    beginningDatetime: text,
    bookingLimitDatetime: text,
    cancellationLimitDatetime: text,
    features: z.array(z.string()),
    isBookable: z.boolean(),
    isExpired: z.boolean(),
    isForbiddenToUnderage: z.boolean(),
    isSoldOut: z.boolean(),
    priceCategoryLabel: text,
    remainingQuantity: z.int().nullable(),
    activationCode: z.object({ expirationDate: text }).nullable(),
  }),
);
export type StockAnswer = z.infer<typeof stock>;

const gtlLabels = z.object({
  label: z.string(),
  level01Label: text,
  level02Label: text,
  level03Label: text,
  level04Label: text,
});

const extraData = model(
  "OfferExtraDataResponse",
  z.object({
    allocineId: z.number().nullable(),
    author: text,
    bookFormat: text,
    cast: z.array(z.string()).nullable(),
    certificate: text,
    durationMinutes: z.int().nullable(),
    ean: text,
    editeur: text,
    genres: z.array(z.string()).nullable(),
    gtlLabels: gtlLabels.nullable(),
    musicSubType: text,
    musicType: text,
    performer: text,
    releaseDate: text,
    showSubType: text,
    showType: text,
    speaker: text,
    stageDirector: text,
    visa: text,
  }),
);
export type ExtraDataAnswer = z.infer<typeof extraData>;

const venue = model(
  "OfferVenueResponse",
  z.object({
    id: z.int(),
    name: z.string(),
    publicName: text,
    address: text,
    postalCode: text,
    city: text,
    coordinates,
    timezone: z.string(),
    bannerUrl: text,
    isOpenToPublic: z.boolean(),
    isPermanent: z.boolean(),
    offerer: z.object({ name: z.string() }),
  }),
);

const address = model(
  "OfferAddressResponse",
  z.object({ street: text, postalCode: z.string(), city: z.string(), label: text, coordinates, timezone: z.string() }),
);

const accessibility = model(
  "OfferAccessibilityResponse",
  z.object({
    audioDisability: z.boolean().nullable(),
    mentalDisability: z.boolean().nullable(),
    motorDisability: z.boolean().nullable(),
    visualDisability: z.boolean().nullable(),
  }),
);

const artist = z.object({
  id: text,
  image: text,
  name: z.string(),
  role: z.enum(["author", "film_actor", "film_director", "performer", "stage_director"]).nullable(),
});

const chronicle = z.object({
  id: z.int(),
  author: z.object({ age: z.int().nullable(), city: text, firstName: text }).nullable(),
  clubType: z.enum(["CINE", "BOOK", "ALBUM", "CONCERT", "SCENE"]),
  contentPreview: z.string(),
  dateCreated: z.string(),
});

const image = z.object({ url: z.string(), credit: text });

export const offerAnswer = model(
  "OfferResponse",
  z.object({
    id: z.int(),
    name: z.string(),
    description: text,
    subcategoryId,
    accessibility,
    address: address.nullable(),
    venue,
    expenseDomains: z.array(z.enum(["all", "digital", "physical"])),
    extraData: extraData.nullable(),
    images: z.record(z.string(), image).nullable(),
    video: z.object({ id: z.string(), title: text, thumbUrl: text, durationSeconds: z.int().nullable() }).nullable(),
    artists: z.array(artist),
    chronicles: z.array(chronicle),
    chroniclesCount: z.int().nullable(),
    reactionsCount: z.object({ likes: z.int() }),
    last30DaysBookings: z.int().nullable(),
    bookingAllowedDatetime: text,
    publicationDate: text,
    externalTicketOfficeUrl: text,
    withdrawalDetails: text,
    isDigital: z.boolean(),
    isDuo: z.boolean(),
    isEducational: z.boolean(),
    isEvent: z.boolean(),
    isExpired: z.boolean(),
    isExternalBookingsDisabled: z.boolean(),
    isForbiddenToUnderage: z.boolean(),
    isHeadline: z.boolean(),
    isReleased: z.boolean(),
    isSoldOut: z.boolean(),
    metadata: z.record(z.string(), z.unknown()),
    stocks: z.array(stock),
  }),
);
export type OfferAnswer = z.infer<typeof offerAnswer>;
