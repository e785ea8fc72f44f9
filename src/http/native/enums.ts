import { z } from "zod";
import { subcategories } from "#domain/catalogue/subcategories.js";

/** An enumeration of the ids that a list of the catalogue holds. Throws for an empty list. */
export const enumOf = (ids: Iterable<string>) => {
  const [first, ...rest] = new Set(ids);
  if (first === undefined) throw new Error("A catalogue list is empty");
  return z.enum([first, ...rest]);
};

export const subcategoryId = enumOf(subcategories.map((one) => one.id));

export const coordinates = z.object({ latitude: z.number().nullable(), longitude: z.number().nullable() });
