import { z } from "zod";
import { catalogue, numbersIn } from "#domain/catalogue/categories.js";
import type { Routes } from "#http/app.js";
import { model } from "#http/native/models.js";

const category = model(
  "CategoryResponseModel",
  z.object({
    label: z.string(),
    parents: z.array(z.string()),
    positions: z.record(z.string(), z.int()).nullable(),
    searchFilter: z.string().nullable(),
    searchValue: z.string().nullable(),
    gtls: z.array(z.string()).nullable(),
  }),
);
const answer = model("CategoriesResponseModel", z.object({ categories: z.array(category) }));

const root = "ROOT";

/** The first two levels of the search tree: search groups in display order, then native categories under their groups. */
const categories: z.infer<typeof answer>["categories"] = [
  ...catalogue.searchGroups.map(({ name, label, searchFilter }) => ({
    label,
    parents: [root],
    positions: { [root]: catalogue.searchRootOrder.indexOf(name) },
    searchFilter,
    searchValue: name,
    gtls: null,
  })),
  ...catalogue.nativeCategories.map(({ name, label, searchFilter, parents, positions }) => ({
    label,
    parents,
    positions: numbersIn(positions),
    searchFilter,
    searchValue: name,
    gtls: null,
  })),
];

export const categoriesRoute: Routes = (app) => {
  app.get(
    "/native/v1/categories",
    {
      schema: {
        operationId: "getCategories",
        tags: ["Catalogue"],
        summary: "The search tree of the app",
        response: { 200: answer },
      },
    },
    async () => ({ categories }),
  );
};
