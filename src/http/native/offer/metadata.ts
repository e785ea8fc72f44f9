import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import { utc } from "#http/shared/instants.js";
import type { ApprovedOffer } from "#projections/offers/queries/approved-offer.js";

/** What search engines read of the offer's page: a schema.org event or product. */
export const metadataOf = (offer: ApprovedOffer, isSoldOut: boolean): Record<string, unknown> => {
  const { isEvent, onlineOfflinePlatform } = subcategoryOf(offer.subcategoryId);
  const common = {
    "@context": "https://schema.org",
    "@type": isEvent ? "Event" : "Product",
    name: offer.name,
    ...(offer.description === null ? {} : { description: offer.description }),
    ...(offer.stocks.length === 0 ? {} : { offers: prices(offer, isSoldOut) }),
  };
  if (!isEvent) return offer.ean === null ? common : { ...common, gtin13: offer.ean };
  const start = offer.stocks.flatMap(({ beginningDatetime: at }) => at ?? []).sort()[0];
  return {
    ...common,
    ...(start === undefined ? {} : { startDate: utc(start) }),
    eventAttendanceMode: `https://schema.org/${onlineOfflinePlatform === "ONLINE" ? "Online" : "Offline"}EventAttendanceMode`,
    location: placeOf(offer),
  };
};

const prices = ({ stocks }: ApprovedOffer, isSoldOut: boolean): Record<string, unknown> => ({
  "@type": "AggregateOffer",
  priceCurrency: "EUR",
  lowPrice: (Math.min(...stocks.map(({ priceCents }) => priceCents)) / 100).toFixed(2),
  highPrice: (Math.max(...stocks.map(({ priceCents }) => priceCents)) / 100).toFixed(2),
  availability: `https://schema.org/${isSoldOut ? "SoldOut" : "InStock"}`,
});

const placeOf = ({
  venueName,
  street,
  postalCode,
  city,
  latitude,
  longitude,
}: ApprovedOffer): Record<string, unknown> => ({
  "@type": "Place",
  name: venueName,
  address: { "@type": "PostalAddress", streetAddress: street, postalCode, addressLocality: city },
  geo: { "@type": "GeoCoordinates", latitude, longitude },
});
