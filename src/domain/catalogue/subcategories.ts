import subcategoriesJson from "./subcategories.json" with { type: "json" };

/** One of the 73 subcategories of the catalogue (offers.md, section 21; the facts stand in subcategories.json). */
export type Subcategory = (typeof subcategoriesJson)[number];

export const subcategories: readonly Subcategory[] = subcategoriesJson;

const byId: ReadonlyMap<string, Subcategory> = new Map(subcategories.map((one) => [one.id, one]));

/** The subcategory with this id, or undefined: ids come from clients. */
export const findSubcategory = (subcategoryId: string): Subcategory | undefined => byId.get(subcategoryId);

/** The subcategory of an offer that exists. Throws for an unknown id, which a stored offer cannot have. */
export const subcategoryOf = (subcategoryId: string): Subcategory => {
  const found = byId.get(subcategoryId);
  if (found === undefined) throw new Error(`No subcategory "${subcategoryId}" in the catalogue`);
  return found;
};
