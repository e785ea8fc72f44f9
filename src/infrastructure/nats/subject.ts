import { type Noun, publicNouns } from "#domain/event-catalogue.js";

/** What every subject of a published event begins with. A breaking change of the contract is a new version. */
export const subjectRoot = "culture.v1";

export type PublicNoun = (typeof publicNouns)[number];

const nouns: ReadonlySet<string> = new Set(publicNouns);

export const isPublicNoun = (noun: string): noun is PublicNoun => nouns.has(noun);

const facts = new Map<string, string>();

/** The fact that an event type states about its noun: `BookingDisplayChanged` of a booking is `display-changed`. */
export const factOf = (noun: Noun, type: string): string => {
  const known = facts.get(`${noun} ${type}`);
  if (known !== undefined) return known;
  const prefix = noun.charAt(0).toUpperCase() + noun.slice(1);
  const rest = type.startsWith(prefix) ? type.slice(prefix.length) : type;
  const fact = rest.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
  facts.set(`${noun} ${type}`, fact);
  return fact;
};

/** `culture.v1.booking.confirmed.1001`: where an event is published. `id` is `*` for whoever wants all of them. */
export const subjectOf = (noun: Noun, type: string, id: string): string =>
  `${subjectRoot}.${noun}.${factOf(noun, type)}.${id}`;

/** `booking-1001` is number 1001 of the noun booking. Refuses streams that must not be told of, naming them. */
export const publicStream = (stream: string): { readonly noun: PublicNoun; readonly id: string } => {
  const dash = stream.indexOf("-");
  const noun = stream.slice(0, Math.max(dash, 0));
  const id = stream.slice(dash + 1);
  if (!isPublicNoun(noun)) throw new Error(`Events of stream "${stream}" are not public`);
  // A dot, a space or a wildcard would be another subject.
  if (!/^[\w-]+$/.test(id)) throw new Error(`The id of stream "${stream}" cannot stand in a subject`);
  return { noun, id };
};
