import categoriesJson from "./categories.json" with { type: "json" };

/** The catalogue of categories, search groups and genres (offers.md, section 21; the facts stand in categories.json). */
export const catalogue = categoriesJson;
