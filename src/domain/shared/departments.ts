import type { Instant } from "#domain/shared/values.js";

/** Departments and territories whose clocks are not those of Paris. */
const timezones: Readonly<Record<string, string>> = {
  "971": "America/Guadeloupe",
  "972": "America/Martinique",
  "973": "America/Cayenne",
  "974": "Indian/Reunion",
  "975": "America/Miquelon",
  "976": "Indian/Mayotte",
  "977": "America/St_Barthelemy",
  "978": "America/Marigot",
  "986": "Pacific/Wallis",
  "987": "Pacific/Tahiti",
  "988": "Pacific/Noumea",
};

export const timezoneOfDepartment = (code: string | null): string => timezones[code ?? ""] ?? "Europe/Paris";

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timezone: string): Intl.DateTimeFormat => {
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "medium", hourCycle: "h23" });
  formats.set(timezone, format);
  return format;
};

/** The calendar day, YYYY-MM-DD, that it is in a timezone at an instant. */
export const dayIn = (timezone: string, at: Instant): string => formatOf(timezone).format(new Date(at)).slice(0, 10);

/** The instant at which a calendar day begins in a timezone. */
export const startOfDay = (timezone: string, day: string): Instant => {
  const asIfUtc = Date.parse(`${day}T00:00:00.000Z`);
  const offset = (at: number): number =>
    Date.parse(`${formatOf(timezone).format(new Date(at)).replace(" ", "T")}.000Z`) - at;
  const near = asIfUtc - offset(asIfUtc);
  // The offset at the guess may be that of the other side of a clock change: the one at the guess itself decides.
  return new Date(asIfUtc - offset(near)).toISOString();
};
