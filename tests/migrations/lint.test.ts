import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { migrate } from "#infrastructure/postgres/migrate.js";
import { createTestDatabase } from "#tests/support/postgres.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("the project's migrations", () => {
  it("pass squawk with the rules of .squawk.toml", async () => {
    const names = await readdir(join(root, "migrations"), { recursive: true });
    const files = names.filter((name) => name.endsWith(".sql")).map((name) => join("migrations", name));
    const squawk = promisify(execFile)(join(root, "node_modules/.bin/squawk"), files, { cwd: root });
    await expect(squawk).resolves.toBeDefined();
  });

  it("run on an empty database, pre and post", async () => {
    const database = await createTestDatabase();
    expect(await migrate(database.url, "pre")).toBeGreaterThan(0);
    await migrate(database.url, "post");
    await database.drop();
  });
});
