import { DateTime } from "luxon";
import { type Instant, instant } from "#domain/shared/values.js";

/** ISO 8601 text with an offset as an instant. undefined without an offset, and for a year that an instant cannot have. */
export const toInstant = (text: string): Instant | undefined => {
  if (!/(Z|[+-]\d\d:?\d\d)$/i.test(text)) return undefined;
  const { success, data } = instant.safeParse(DateTime.fromISO(text).toUTC().toISO());
  return success ? data : undefined;
};

/** As clients read instants: UTC with a `Z`, without milliseconds where there are none. */
export const utc = (at: Instant): string => at.replace(".000Z", "Z");

/** The same for what may be missing. */
export const utcOrNull = (at: Instant | null): string | null => (at === null ? null : utc(at));

/** As the venue's clock showed it, with its offset: 2026-03-01T20:30:00+01:00. */
export const local = (at: Instant, timezone: string): string =>
  DateTime.fromISO(at, { zone: timezone }).toISO({ suppressMilliseconds: true }) ?? utc(at);
