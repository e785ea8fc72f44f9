import type { Columns, RowOf, Table } from "#projections/engine/table.js";

/** A row as the engine handles it, of whichever table. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** What an event changes in one row. An event may change many rows, each of them once. */
export type Change = { readonly table: Table; readonly key: StoredRow } & (
  | { readonly kind: "put"; readonly row: StoredRow }
  | { readonly kind: "update"; readonly mayBeAbsent: boolean; columns(row: StoredRow): StoredRow }
  | { readonly kind: "remove" }
);

/** From now on the row is this one, whether there was one or not. */
export const put = <C extends Columns, K extends keyof C & string>(table: Table<C, K>, row: RowOf<C>): Change => ({
  kind: "put",
  table,
  key: row,
  row,
});

/**
 * Changes columns of a row: to these values, or to what a function makes of the row as it stands. An event for a row
 * that does not exist cannot be handled: it is parked.
 */
export const update = <C extends Columns, K extends keyof C & string>(
  table: Table<C, K>,
  key: Pick<RowOf<C>, K>,
  columns: Partial<RowOf<C>> | ((row: RowOf<C>) => Partial<RowOf<C>>),
): Change => ({
  kind: "update",
  mayBeAbsent: false,
  table,
  key,
  columns: typeof columns === "function" ? columns : () => columns,
});

/** The same, for events that may concern a row that never was: then nothing changes. */
export const updateIfPresent: typeof update = (table, key, columns) => ({
  ...(update(table, key, columns) as Extract<Change, { kind: "update" }>),
  mayBeAbsent: true,
});

/** Takes the row away; none is fine. */
export const remove = <C extends Columns, K extends keyof C & string>(
  table: Table<C, K>,
  key: Pick<RowOf<C>, K>,
): Change => ({ kind: "remove", table, key });
