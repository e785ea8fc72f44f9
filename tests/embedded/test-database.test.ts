import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type Template, type TestDatabase } from "#tests/support/postgres.js";

const withOneTable: Template = {
  name: "with_one_table",
  prepare: async (url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("CREATE TABLE venues (id int PRIMARY KEY)");
    await client.end();
  },
};

describe("the databases of tests", () => {
  let [first, second]: TestDatabase[] = [];
  beforeAll(async () => {
    [first, second] = await Promise.all([createTestDatabase(withOneTable), createTestDatabase(withOneTable)]);
  });
  afterAll(() => Promise.all([first?.drop(), second?.drop()]));

  it("are copies of the template that share nothing", async () => {
    await query(first, "INSERT INTO venues VALUES (1)");
    expect(await query(first, "SELECT id FROM venues")).toEqual([{ id: 1 }]);
    expect(await query(second, "SELECT id FROM venues")).toEqual([]);
  });

  it("sort and fold French as French does, trigrams of accented letters included", async () => {
    await query(first, "CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent");
    await query(first, "CREATE EXTENSION cube; CREATE EXTENSION earthdistance");
    const [row] = await query(
      first,
      "SELECT unaccent('Événement à Noël') AS plain, lower('ÉCOLE') AS lower, 'été' < 'étui' AS sorted, similarity('école', 'École') AS alike",
    );
    expect(row).toEqual({ plain: "Evenement a Noel", lower: "école", sorted: true, alike: 1 });
    const [{ trigrams } = { trigrams: [] }] = await query(first, "SELECT show_trgm('né') AS trigrams");
    expect(trigrams).toHaveLength(3);
  });
});

const query = async (database: TestDatabase | undefined, text: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: database?.url });
  await client.connect();
  try {
    const result = await client.query(text);
    return result.rows;
  } finally {
    await client.end();
  }
};
