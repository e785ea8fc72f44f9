import type { Entry } from "#event-node/persistent-subscriptions/entry.js";

/** An event of this place, with an id that tells it. */
export const entry = (place: number, other: Partial<Entry> = {}): Entry => ({
  id: `event-${place}`,
  position: BigInt(1000 + place),
  place: BigInt(place),
  replayed: false,
  retryCount: 0,
  bucket: 0,
  ...other,
});

export const placesOf = (entries: readonly Entry[]): number[] => entries.map(({ place }) => Number(place));
