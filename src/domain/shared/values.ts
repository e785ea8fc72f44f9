import { z } from "zod";

/** Public ids are positive integers, as every existing client expects (design.md, section 3). */
export const id = z.int().positive();
/** Money: whole euro cents, never negative. */
export const cents = z.int().min(0);
/** An instant: UTC, ISO 8601 with milliseconds. Two of them order as text. */
export const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
/** A calendar day, YYYY-MM-DD. */
export const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
/** Marks a field that tells who somebody is. Only events of `user-*` streams may hold such fields. */
export const personal = <T extends z.ZodType>(schema: T): T => schema.meta({ personal: true }) as T;

export type Instant = string;
