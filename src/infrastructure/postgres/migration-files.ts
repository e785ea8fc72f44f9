import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** `pre` runs before the new code and only adds; `post` runs after it and may drop (operations.md, section 7.1). */
export type Phase = "pre" | "post";

export interface Migration {
  /** `0007_bookings.sql`: the number gives the order. */
  readonly file: string;
  readonly sql: string;
  readonly checksum: string;
}

const projectFolder = fileURLToPath(new URL("../../../migrations", import.meta.url));

/** The migrations of a phase in their order. Refuses names without a number and two files with the same number. */
export const readMigrations = async (phase: Phase, folder = projectFolder): Promise<readonly Migration[]> => {
  const names = await readdir(join(folder, phase)).catch(() => []); // a phase without files has no folder in git
  const files = names.filter((name) => name.endsWith(".sql")).sort();
  for (const [index, file] of files.entries()) {
    if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(file))
      throw new Error(`migrations/${phase}/${file}: a migration is named like 0007_bookings.sql`);
    if (files[index + 1]?.slice(0, 4) === file.slice(0, 4))
      throw new Error(`migrations/${phase}: ${file} and ${files[index + 1]} have the same number`);
  }
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(join(folder, phase, file), "utf8");
      return { file, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
};
