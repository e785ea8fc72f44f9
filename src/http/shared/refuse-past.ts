import type { Instant } from "#domain/shared/values.js";
import { InvalidInput } from "#http/validation.js";

/** Refuses instants that have passed, under the name of their field (offers.md, section 4.3). What is not given passes. */
export const refusePast = (now: Instant, instants: Readonly<Record<string, Instant | null | undefined>>): void => {
  const passed = Object.entries(instants).filter(([, at]) => typeof at === "string" && at < now);
  if (passed.length === 0) return;
  const message = ["The datetime must be in the future."];
  throw new InvalidInput(Object.fromEntries(passed.map(([field]) => [field, message])));
};
