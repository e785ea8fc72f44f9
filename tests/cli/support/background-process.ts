import { appendFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { loadConfig } from "#config.js";

/** Stands in for projectors and workers: is up until SIGTERM, and still finds Postgres there when it goes. */
const { dataDir, databaseUrl } = loadConfig();
const note = (line: string) => appendFileSync(join(dataDir, "order"), `${line}\n`);

const client = new pg.Client({ connectionString: databaseUrl ?? "" });
await client.connect();
note(`background up ${process.pid}`);
process.on("SIGTERM", async () => {
  await client.query("SELECT 1");
  note("background closed");
  process.exit(0);
});
