import categoriesJson from "./categories.json" with { type: "json" };

/** The catalogue of categories, search groups and genres (offers.md, section 21; the facts stand in categories.json). */
export const catalogue = categoriesJson;

/** The entries of an object that are numbers: JSON modules type the keys that other objects of a list have as missing. */
export const numbersIn = (positions: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(Object.entries(positions).filter((one): one is [string, number] => one[1] !== undefined));
