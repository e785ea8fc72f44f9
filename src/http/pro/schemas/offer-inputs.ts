import { z } from "zod";
import { id } from "#domain/shared/values.js";
import { model } from "#http/pro/schemas/model.js";
import { ArtistType } from "#http/pro/schemas/offer-parts.js";
import { euros } from "#http/pro/schemas/values.js";
import { instantInput } from "#http/shared/instant-input.js";

const ArtistOfferLinkBodyModel = model(
  "ArtistOfferLinkBodyModel",
  z.strictObject({ artistId: z.string().nullish(), artistType: ArtistType, customName: z.string().nullish() }),
);

/** The source has artists behind a switch; here nothing keeps them yet, and what cannot be kept is refused. */
const noArtists = "Les artistes ne peuvent pas encore être liés à une offre";

/** Creates a draft. All four answers on accessibility are due (offers.md, section 4.1). */
export const MinimalPostOfferBodyModel = model(
  "MinimalPostOfferBodyModel",
  z.strictObject({
    artistOfferLinks: z.array(ArtistOfferLinkBodyModel).max(0, noArtists).nullish(),
    audioDisabilityCompliant: z.boolean(),
    description: z.string().nullish(),
    durationMinutes: z.int().min(0).nullish(),
    extraData: z.record(z.string(), z.unknown()).nullish(),
    mentalDisabilityCompliant: z.boolean(),
    motorDisabilityCompliant: z.boolean(),
    name: z.string().trim().min(1).max(90),
    subcategoryId: z.string(),
    venueId: id,
    visualDisabilityCompliant: z.boolean(),
  }),
);

/** No date means now; a null `bookingAllowedDatetime` means bookable as soon as it is published. */
export const PatchOfferPublishBodyModel = model(
  "PatchOfferPublishBodyModel",
  z.strictObject({
    bookingAllowedDatetime: instantInput.nullish(),
    id,
    publicationDatetime: instantInput.nullish(),
  }),
);

/** The whole list of prices: those with an id are kept and changed, those without are new, those left out go away. */
export const PriceCategoryBody = model(
  "PriceCategoryBody",
  z.strictObject({
    priceCategories: z
      .array(z.strictObject({ id: id.optional(), label: z.string().min(1).max(50), price: euros }))
      .max(50),
  }),
);
