import { migrate } from "#infrastructure/postgres/migrate.js";
import type { Template } from "#tests/support/postgres.js";

/** A database with all tables and views, and no row. */
export const readModels: Template = {
  name: "read_models",
  prepare: async (url) => {
    await migrate(url, "pre");
    await migrate(url, "post");
  },
};
