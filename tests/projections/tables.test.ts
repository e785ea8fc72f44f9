import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projections } from "#projections/catalogue.js";
import { snakeCase } from "#projections/engine/statements.js";
import { createTestDatabase, type TestDatabase } from "#tests/support/postgres.js";
import { readModels } from "#tests/support/read-models.js";

describe("the tables that projectors declare", () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase(readModels);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const tables = Object.values(projections).flatMap((projector) => projector.tables);

  it.each(tables.map((table) => [table.name, table] as const))(
    "%s is as its migration made it",
    async (name, table) => {
      const { rows } = await client.query<{ column: string; type: string }>(
        `SELECT attname AS column, format_type(atttypid, NULL) || CASE WHEN attnotnull THEN '' ELSE '?' END AS type
        FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
        [name],
      );
      const made = Object.fromEntries(
        rows.map(({ column, type }) => [column, type.replace(/timestamp with.*zone/, "timestamptz")]),
      );
      const declared = Object.entries(table.columns).map(([column, type]) => [snakeCase(column), type]);
      expect(made).toEqual({ ...Object.fromEntries(declared), [table.guard]: "bigint" });
    },
  );

  it.each(tables.map((table) => [table.view, table] as const))("the view %s shows it whole", async (view, table) => {
    const shown = await client.query(`SELECT * FROM ${view}`);
    const held = await client.query(`SELECT * FROM ${table.name}`);
    expect(shown.fields.map(({ name }) => name)).toEqual(held.fields.map(({ name }) => name));
  });

  it("stand in the catalogue under their projection's own name", () => {
    expect(Object.entries(projections).filter(([name, projector]) => projector.name !== name)).toEqual([]);
  });
});
