import type { Projector } from "#projections/define.js";
import type { Session } from "#projections/engine/database.js";

/** What a writer needs beside the projector's own tables. */
const ledgers = ["projection_checkpoints", "parked_events"];

/** Makes a schema with empty tables like the live ones, their indexes named alike. What is there already stays. */
export const copyTables = async (session: Session, { tables }: Projector, schema: string): Promise<void> => {
  await session.query({ sql: `CREATE SCHEMA IF NOT EXISTS ${schema}` });
  for (const name of [...tables.map((table) => table.name), ...ledgers]) {
    const [there] = await session.query({ sql: "SELECT to_regclass($1)", values: [`${schema}.${name}`] });
    if (there?.[0] !== null) continue;
    await session.query({ sql: "BEGIN" });
    await session.query({
      sql: `CREATE TABLE ${schema}.${name} (LIKE public.${name} INCLUDING ALL EXCLUDING INDEXES)`,
    });
    for (const statement of await indexesOf(session, name, schema)) await session.query({ sql: statement });
    await session.query({ sql: "COMMIT" });
  }
};

/** The statements that give the copy of a table the primary key and the indexes of the original. */
const indexesOf = async (session: Session, name: string, schema: string): Promise<readonly string[]> => {
  const keys = await session.query({
    sql: `SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', $2::text, $1::text, conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE conrelid = ('public.' || $1)::regclass AND contype IN ('p', 'u')`,
    values: [name, schema],
  });
  const indexes = await session.query({
    sql: `SELECT replace(pg_get_indexdef(indexrelid), ' ON public.', format(' ON %I.', $2::text))
      FROM pg_index WHERE indrelid = ('public.' || $1)::regclass
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`,
    values: [name, schema],
  });
  return [...keys, ...indexes].flatMap(([statement]) => statement ?? []);
};

/** Puts the tables of the schema in the place of the live ones, under the same views. Part of a transaction. */
export const takeTables = async (session: Session, { tables }: Projector, schema: string): Promise<void> => {
  const replaced = `${schema}_replaced`;
  await session.query({ sql: `CREATE SCHEMA ${replaced}` });
  for (const { name, view } of tables) {
    await session.query({ sql: `ALTER TABLE public.${name} SET SCHEMA ${replaced}` });
    await session.query({ sql: `ALTER TABLE ${schema}.${name} SET SCHEMA public` });
    await session.query({ sql: `CREATE OR REPLACE VIEW public.${view} AS SELECT * FROM public.${name}` });
  }
  await session.query({ sql: `DROP SCHEMA ${replaced} CASCADE` });
};

export const dropSchema = async (session: Session, schema: string): Promise<void> => {
  await session.query({ sql: `DROP SCHEMA IF EXISTS ${schema} CASCADE` });
};
