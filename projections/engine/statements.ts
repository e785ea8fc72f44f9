import { arrayOf } from "#projections/engine/array-literal.js";
import type { StoredRow } from "#projections/engine/change.js";
import type { Cells, Statement } from "#projections/engine/database.js";
import type { ColumnType, Table } from "#projections/engine/table.js";

/** The statements of one table. Each handles any number of rows at once, one array per column. */
export interface TableStatements {
  /** The rows with these keys, as `readRow` understands them. */
  load(keys: readonly StoredRow[]): Statement;
  /** Inserts rows or replaces them. */
  write(rows: readonly GuardedRow[]): Statement;
  remove(keys: readonly StoredRow[]): Statement;
  readRow(cells: Cells): GuardedRow;
}

export interface GuardedRow {
  readonly row: StoredRow;
  /** Revision or position of the last event that changed the row. */
  readonly guard: bigint;
}

interface Column {
  readonly name: string;
  readonly sql: string;
  readonly type: string;
}

/** Prepares the statements of a table. Their text never changes, so that Postgres plans each only once per session. */
export const statementsFor = (table: Table): TableStatements => {
  const columns = Object.entries(table.columns).map(toColumn);
  const keys = columns.filter(({ name }) => table.key.includes(name));
  const all = [...columns.map(({ sql }) => sql), table.guard].join(", ");
  const keyList = keys.map(({ sql }) => sql).join(", ");
  const keyArrays = keys.map(({ type }, index) => `$${index + 1}::${type}[]`).join(", ");
  const arrays = [...columns.map(({ type }) => type), "bigint"].map((type, index) => `$${index + 1}::${type}[]`);
  const assignments = [...columns.filter((column) => !keys.includes(column)).map(({ sql }) => sql), table.guard];

  const loadSql = `SELECT ${all} FROM unnest(${keyArrays}) AS wanted (${keyList}) JOIN ${table.name} USING (${keyList})`;
  const writeSql = `INSERT INTO ${table.name} (${all}) SELECT * FROM unnest(${arrays.join(", ")}) ON CONFLICT (${keyList}) DO UPDATE SET ${assignments.map((column) => `${column} = EXCLUDED.${column}`).join(", ")}`;
  const removeSql = `DELETE FROM ${table.name} USING unnest(${keyArrays}) AS gone (${keyList}) WHERE ${keys.map(({ sql }) => `${table.name}.${sql} = gone.${sql}`).join(" AND ")}`;

  const keyValues = (rows: readonly StoredRow[]) => keys.map(({ name }) => arrayOf(rows.map((row) => row[name])));
  return {
    load: (rows) => ({ name: `load ${table.name}`, sql: loadSql, values: keyValues(rows) }),
    remove: (rows) => ({ name: `remove ${table.name}`, sql: removeSql, values: keyValues(rows) }),
    write: (rows) => ({
      name: `write ${table.name}`,
      sql: writeSql,
      values: [
        ...columns.map(({ name, type }) =>
          arrayOf(rows.map(({ row }) => (type === "jsonb" ? JSON.stringify(row[name]) : row[name]))),
        ),
        arrayOf(rows.map(({ guard }) => guard)),
      ],
    }),
    readRow: (cells) => ({
      row: Object.fromEntries(columns.map(({ name, type }, index) => [name, readCell(type, cells[index] ?? null)])),
      guard: BigInt(cells[columns.length] ?? -1),
    }),
  };
};

const toColumn = ([name, type]: [string, ColumnType]): Column => ({
  name,
  sql: snakeCase(name),
  type: type.replace("?", ""),
});

/** The column of a name: `price_cents` for `priceCents`. */
export const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A cell as projectors know it: instants in the house's form, 64-bit ids as numbers (they are below 2^53). */
const readCell = (type: string, cell: string | null): unknown => {
  if (cell === null) return null;
  switch (type) {
    case "bigint":
    case "double precision":
      return Number(cell);
    case "boolean":
      return cell === "t";
    case "timestamptz":
      return new Date(cell).toISOString();
    case "jsonb":
      return JSON.parse(cell);
    default:
      return cell;
  }
};
