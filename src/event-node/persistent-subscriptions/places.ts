import { ALL } from "./names.js";

/** A place in what a group subscribes to: a revision of a stream, a position of `$all`. */
export type Place = bigint;
/** Inclusive. "end" is what is written after the group was created, or after the node was started. */
export type StartAt = Place | "end";

const END_AS_PLACE = -1n;

export const placeText = (source: string, place: Place): string =>
  source === ALL ? `C:${place}/P:${place}` : String(place);

export const startText = (source: string, start: StartAt): string =>
  placeText(source, start === "end" ? END_AS_PLACE : start);

/** Reads either form; undefined when it is neither. */
export const parsePlace = (text: string): Place | undefined => {
  const [, digits] = /^(?:C:(?=.*\/P:))?(-?\d{1,20})(?:\/P:-?\d{1,20})?$/.exec(text) ?? [];
  return digits === undefined ? undefined : BigInt(digits);
};

export const parseStart = (text: string): StartAt | undefined => {
  const place = parsePlace(text);
  return place === END_AS_PLACE ? "end" : place;
};
