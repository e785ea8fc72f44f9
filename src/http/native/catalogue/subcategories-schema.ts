import { z } from "zod";
import { catalogue } from "#domain/catalogue/categories.js";
import { enumOf, subcategoryId } from "#http/native/enums.js";
import { model } from "#http/native/models.js";

const searchGroupName = enumOf(catalogue.searchGroups.map(({ name }) => name));
const nativeCategoryName = enumOf([...catalogue.nativeCategories.map(({ name }) => name), "NATIVE_CATEGORY_NONE"]);
const homepageLabelName = enumOf(catalogue.homepageLabels.map(({ name }) => name));
export const genreTypeName = z.enum(["BOOK", "MUSIC", "SHOW", "MOVIE"]);

const gtl = z.object({ code: z.string(), label: z.string(), level: z.int() });
const bookSubType = z.object({ label: z.string(), position: z.int(), gtls: z.array(gtl) });
const bookType = bookSubType.extend({ children: z.array(bookSubType) });
const namedType = z.object({ name: z.string(), label: z.string() });
const showType = z.object({
  code: z.int(),
  label: z.string(),
  children: z.array(z.object({ code: z.int(), label: z.string(), slug: z.string() })),
});

const genreType = model(
  "GenreTypeModel",
  z.object({
    name: genreTypeName,
    values: z.array(z.object({ name: z.string(), value: z.string() })),
    trees: z.array(z.union([bookType, showType, namedType])),
  }),
);

const subcategory = model(
  "SubcategoryResponseModelv2",
  z.object({
    id: subcategoryId,
    categoryId: enumOf(catalogue.categories.map(({ id }) => id)),
    nativeCategoryId: nativeCategoryName,
    appLabel: z.string(),
    searchGroupName,
    homepageLabelName,
    isEvent: z.boolean(),
    onlineOfflinePlatform: enumOf(catalogue.onlineOfflinePlatforms),
  }),
);

export const subcategoriesAnswer = model(
  "SubcategoriesResponseModelv2",
  z.object({
    subcategories: z.array(subcategory),
    searchGroups: z.array(z.object({ name: searchGroupName, value: z.string().nullable() })),
    homepageLabels: z.array(z.object({ name: homepageLabelName, value: z.string().nullable() })),
    nativeCategories: z.array(
      z.object({
        name: nativeCategoryName,
        value: z.string().nullable(),
        genreType: genreTypeName.nullable(),
        parents: z.array(searchGroupName),
        positions: z.record(z.string(), z.int()).nullable(),
      }),
    ),
    genreTypes: z.array(genreType),
  }),
);
export type SubcategoriesAnswer = z.infer<typeof subcategoriesAnswer>;
