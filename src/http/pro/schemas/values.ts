import { z } from "zod";
import { id } from "#domain/shared/values.js";
import { sentenceOf } from "#http/pro/sentences.js";

/** An id in a path or a query string, where everything is text. */
export const textId = z.coerce.number<string>().pipe(id);

/** A whole number from 1 to a million in a query string. */
export const textCount = z.coerce.number<string>().pipe(z.int().min(1).max(1_000_000));

/** `true` or `false` in a query string, nothing else (pro-api.md, section 1). */
export const textBoolean = z.enum(["true", "false"]).transform((text) => text === "true");

/** A calendar day. Text that only looks like one (2025-02-30) is refused, and the first day of all (section 12.2). */
export const dayInput = z.iso.date().refine((day) => day >= "0001-01-02", "Format de date invalide");

/** A text to search for. NUL, which Postgres cannot hold, is refused. */
export const storableText = z
  .string()
  .refine((text) => !text.includes("\0"), "Saisissez une chaîne de caractères valide");

/**
 * Euros with at most two decimals, as the portal writes them; becomes whole cents. What is too dear is for the business
 * to say: here only what no count of cents can hold is refused, with the same sentence.
 */
export const euros = z
  .number()
  .min(0)
  .max(1_000_000, sentenceOf("price above the limit"))
  .transform((amount) => Math.round(amount * 100));
