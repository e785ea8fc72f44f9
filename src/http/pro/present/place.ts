import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import type { LocationResponse } from "#http/pro/schemas/offer-parts.js";

interface Place {
  readonly subcategoryId: string;
  readonly url: string | null;
  readonly venuePublicName: string;
  readonly addressId: number;
  readonly banId: string | null;
  readonly inseeCode: string | null;
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly departmentCode: string;
  readonly isManualEdition: boolean;
}

/** What happens on a screen (offers.md, section 2: the subcategory tells, not the url). */
export const isDigital = (subcategoryId: string): boolean =>
  subcategoryOf(subcategoryId).onlineOfflinePlatform === "ONLINE";

/** Where an offer takes place: at its venue, or nowhere when it is online (offerers-and-venues.md, section 7.3). */
export const toLocation = (place: Place): LocationResponse | null => {
  if (place.url !== null || isDigital(place.subcategoryId)) return null;
  const { banId, inseeCode, street, postalCode, city, latitude, longitude, departmentCode, isManualEdition } = place;
  return {
    id: place.addressId,
    label: place.venuePublicName,
    isVenueLocation: true,
    isManualEdition,
    banId,
    inseeCode,
    street,
    postalCode,
    city,
    latitude,
    longitude,
    departmentCode,
  };
};
