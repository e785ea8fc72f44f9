import { catalogue, numbersIn } from "#domain/catalogue/categories.js";
import { subcategories } from "#domain/catalogue/subcategories.js";
import type { Routes } from "#http/app.js";
import {
  genreTypeName,
  type SubcategoriesAnswer,
  subcategoriesAnswer,
} from "#http/native/catalogue/subcategories-schema.js";

const { genreTypes, nativeCategories, searchGroups, homepageLabels } = catalogue;

const books = genreTypes.BOOK.map(({ label, position, gtls, subTypes }) => ({
  label,
  position,
  gtls,
  children: subTypes,
}));
const shows = genreTypes.SHOW.map(({ code, label, subTypes }) => ({ code, label, children: subTypes }));
const named = (types: readonly { readonly name: string; readonly label: string }[]) =>
  types.map(({ name, label }) => ({ name, label }));
const ownName = (name: string) => ({ name, value: name });
const labelled = ({ name, label }: { readonly name: string; readonly label: string }) => ({ name, value: label });

/** Everything that the app needs to name and group offers. Made once: it only changes with the code. */
const answer: SubcategoriesAnswer = {
  subcategories: subcategories.map((one) => ({
    ...one,
    nativeCategoryId: one.nativeCategoryId ?? "NATIVE_CATEGORY_NONE",
  })),
  searchGroups: searchGroups.map(labelled),
  homepageLabels: homepageLabels.map(({ name, label }) => ({ name, value: label })),
  nativeCategories: nativeCategories.map(({ name, label, genreType, parents, positions }) => ({
    name,
    value: label,
    genreType: genreTypeName.nullable().parse(genreType),
    parents,
    positions: numbersIn(positions),
  })),
  genreTypes: [
    { name: "BOOK", values: genreTypes.bookMacroSections.map(ownName), trees: books },
    { name: "MUSIC", values: genreTypes.MUSIC.map(labelled), trees: named(genreTypes.MUSIC) },
    { name: "SHOW", values: genreTypes.SHOW.map(({ label }) => ownName(label)), trees: shows },
    { name: "MOVIE", values: genreTypes.MOVIE.map(labelled), trees: named(genreTypes.MOVIE) },
  ],
};

export const subcategoriesRoute: Routes = (app) => {
  app.get(
    "/native/v1/subcategories/v2",
    {
      schema: {
        operationId: "getSubcategoriesV2",
        tags: ["Catalogue"],
        summary: "Subcategories, their groups and genres",
        response: { 200: subcategoriesAnswer },
      },
    },
    async () => answer,
  );
};
