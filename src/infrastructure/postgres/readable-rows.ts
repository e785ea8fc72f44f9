import type { Interceptor, QueryResultRow } from "slonik";

/** The database answered with a row that the query's zod type does not allow: the query or a migration is wrong. */
export class UnexpectedRow extends Error {
  override readonly name = "UnexpectedRow";
}

/** Turns the columns of every row into camelCase and checks the row against the zod type of its query. */
export const readableRows: Interceptor = {
  name: "readable-rows",
  transformRow: ({ resultParser }, query, row, fields) => {
    const named: Record<string, QueryResultRow[string]> = {};
    for (const { name } of fields) named[camelCase(name)] = row[name] ?? null;
    if (resultParser === undefined) return named;
    const parsed = resultParser.safeParse(named);
    if (parsed.success) return parsed.data as QueryResultRow;
    // Where, never what: rows may hold personal data.
    const where = parsed.error.issues.map(({ path, code }) => `${path.join(".")}: ${code}`).join(", ");
    throw new UnexpectedRow(`A row does not fit its type (${where}) in: ${query.sql.trim().slice(0, 120)}`);
  },
};

const known = new Map<string, string>();

const camelCase = (column: string): string => {
  const found = known.get(column);
  if (found !== undefined) return found;
  const name = column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  known.set(column, name);
  return name;
};
