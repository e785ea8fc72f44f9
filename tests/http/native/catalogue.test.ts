import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "#domain/catalogue/categories.js";
import { subcategories } from "#domain/catalogue/subcategories.js";
import { type Edge, openEdge } from "#tests/http/support/edge.js";

let edge: Edge;
beforeAll(async () => {
  edge = await openEdge();
});
afterAll(() => edge.server.close());

const ask = async (url: string) => {
  const answer = await edge.server.inject(url);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
};

describe("the catalogue of the app", () => {
  it("names every subcategory of the catalogue, and each of its groups", async () => {
    const answer = await ask("/native/v1/subcategories/v2");
    expect(answer.subcategories).toHaveLength(subcategories.length);
    const names = (list: { name: string }[]) => list.map(({ name }) => name);
    for (const one of answer.subcategories) {
      expect(names(answer.searchGroups)).toContain(one.searchGroupName);
      expect(names(answer.homepageLabels)).toContain(one.homepageLabelName);
      expect([...names(answer.nativeCategories), "NATIVE_CATEGORY_NONE"]).toContain(one.nativeCategoryId);
    }
    expect(Object.keys(answer.subcategories[0]).sort()).toEqual([
      "appLabel",
      "categoryId",
      "homepageLabelName",
      "id",
      "isEvent",
      "nativeCategoryId",
      "onlineOfflinePlatform",
      "searchGroupName",
    ]);
  });

  it("has a tree of genres of each type", async () => {
    const { genreTypes } = await ask("/native/v1/subcategories/v2");
    const byName = Object.fromEntries(genreTypes.map((one: { name: string }) => [one.name, one]));
    expect(Object.keys(byName).sort()).toEqual(["BOOK", "MOVIE", "MUSIC", "SHOW"]);
    expect(byName["MOVIE"].trees[0]).toEqual({ name: "ACTION", label: "Action" });
    expect(byName["SHOW"].trees[0].children[0]).toEqual({
      code: 101,
      label: "Carnaval",
      slug: "ART_DE_LA_RUE-CARNAVAL",
    });
    expect(byName["BOOK"].trees[0].children[0].gtls[0]).toEqual({
      code: expect.any(String),
      label: expect.any(String),
      level: 3,
    });
    expect(byName["BOOK"].values).toHaveLength(catalogue.genreTypes.bookMacroSections.length);
  });

  it("lists search groups in display order, with native categories below them", async () => {
    const { categories } = await ask("/native/v1/categories");
    const groups = categories.filter(({ parents }: { parents: string[] }) => parents.includes("ROOT"));
    const inOrder = groups.sort(
      (one: { positions: { ROOT: number } }, other: { positions: { ROOT: number } }) =>
        one.positions.ROOT - other.positions.ROOT,
    );
    expect(inOrder.map(({ searchValue }: { searchValue: string }) => searchValue)).toEqual(catalogue.searchRootOrder);
    expect(categories).toHaveLength(catalogue.searchGroups.length + catalogue.nativeCategories.length);
  });
});
