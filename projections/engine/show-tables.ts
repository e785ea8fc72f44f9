import type { Projector } from "#projections/define.js";
import type { Session } from "#projections/engine/database.js";

/**
 * Lets the views show this version's tables once it has caught up, all in one transaction, where they still show an
 * older version's (design.md, section 5). Columns can only be added, at the end: Postgres refuses the rest, because
 * queries may name what would go. A newer version's tables are never taken away again.
 */
export const showTables = async (session: Session, { version, tables }: Projector): Promise<void> => {
  const older: { readonly view: string; readonly name: string }[] = [];
  for (const { view, name } of tables) {
    const shown = await shownVersion(session, view);
    if (shown !== null && shown < version) older.push({ view, name });
  }
  if (older.length === 0) return;
  await session.query({ sql: "BEGIN" });
  for (const { view, name } of older)
    await session.query({ sql: `CREATE OR REPLACE VIEW ${view} AS SELECT * FROM ${name}` });
  await session.query({ sql: "COMMIT" });
};

/** Which version of its tables a view shows; null for a view that is not one of ours. */
const shownVersion = async (session: Session, view: string): Promise<number | null> => {
  const [row] = await session.query({
    sql: `SELECT substring(source.relname FROM '_v([0-9]+)$')
      FROM pg_rewrite rule
      JOIN pg_depend dependency ON dependency.classid = 'pg_rewrite'::regclass AND dependency.objid = rule.oid
      JOIN pg_class source ON source.oid = dependency.refobjid AND source.relkind = 'r'
      WHERE rule.ev_class = to_regclass($1)
      LIMIT 1`,
    values: [view],
  });
  return row?.[0] == null ? null : Number(row[0]);
};
