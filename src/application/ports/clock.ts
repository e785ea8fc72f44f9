import type { Instant } from "#domain/shared/values.js";

/** The only source of "now". UTC, milliseconds. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => new Date().toISOString() };
