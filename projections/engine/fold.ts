import type { Change, StoredRow } from "#projections/engine/change.js";
import type { Session } from "#projections/engine/database.js";
import { type Entry, faulty } from "#projections/engine/entry.js";
import { type GuardedRow, statementsFor, type TableStatements } from "#projections/engine/statements.js";
import type { Table } from "#projections/engine/table.js";

/** The rows of a batch: those that it may touch are read once, changed in memory, event by event, and written once. */
export interface Fold {
  /** Reads what the entries may touch. */
  load(session: Session, entries: readonly Entry[]): Promise<void>;
  /** Applies one event wholly or, where it does not fit the rows, not at all: then the entry comes back with its fault. */
  apply(entry: Entry): Entry;
  /** Writes what changed: one statement per table for the rows that are, one for those that are no more. */
  write(session: Session): Promise<void>;
}

/** A row of a table while a batch works on it. */
interface Image {
  readonly key: StoredRow;
  row: StoredRow | null;
  guard: bigint;
  /** Whether the table holds the row as yet. */
  stored: boolean;
  changed: boolean;
}

interface Rows {
  readonly sql: TableStatements;
  readonly images: Map<unknown, Image>;
}

/** How to begin a batch on these tables. */
export const foldInto = (tables: readonly Table[]): (() => Fold) => {
  const statements = new Map(tables.map((table) => [table, statementsFor(table)]));
  return () => newFold(new Map([...statements].map(([table, sql]) => [table, { sql, images: new Map() }])));
};

const newFold = (tables: ReadonlyMap<Table, Rows>): Fold => {
  const rowsOf = (table: Table): Rows => {
    const rows = tables.get(table);
    if (rows === undefined) throw new Error(`The projector does not list ${table.name} among its tables`);
    return rows;
  };

  const imageOf = ({ table, key }: Change): Image => {
    const { images } = rowsOf(table);
    const id = identity(table, key);
    let image = images.get(id);
    if (image === undefined) {
      image = { key, row: null, guard: -1n, stored: false, changed: false };
      images.set(id, image);
    }
    return image;
  };

  return {
    load: async (session, entries) => {
      for (const { changes } of entries) for (const change of changes) imageOf(change);
      for (const [table, { sql, images }] of tables) {
        if (images.size === 0) continue;
        const keys = [...images.values()].map(({ key }) => key);
        for (const cells of await session.query(sql.load(keys))) {
          const { row, guard } = sql.readRow(cells);
          images.set(identity(table, row), { key: row, row, guard, stored: true, changed: false });
        }
      }
    },

    apply: (entry) => {
      try {
        const next = entry.changes
          .map((change) => ({ change, image: imageOf(change), guard: entry.event[change.table.guard] }))
          .filter(({ image, guard }) => image.guard < guard) // else the row reflects the event already
          .map(({ change, image, guard }) => ({ image, guard, row: changed(change, image.row) }));
        for (const { image, guard, row } of next) Object.assign(image, { row, guard, changed: true });
        return entry;
      } catch (error) {
        return faulty(entry.event, error);
      }
    },

    write: async (session) => {
      for (const { sql, images } of tables.values()) {
        const touched = [...images.values()].filter((image) => image.changed);
        const present = touched.filter((image): image is Image & GuardedRow => image.row !== null);
        const gone = touched.filter(({ row, stored }) => row === null && stored);
        if (present.length > 0) await session.query(sql.write(present));
        if (gone.length > 0) await session.query(sql.remove(gone.map(({ key }) => key)));
      }
    },
  };
};

const changed = (change: Change, row: StoredRow | null): StoredRow | null => {
  switch (change.kind) {
    case "put":
      return change.row;
    case "remove":
      return null;
    case "update":
      if (row === null && change.mayBeAbsent) return null;
      if (row === null) throw new Error(`There is no row in ${change.table.name} to update`);
      return { ...row, ...change.columns(row) };
  }
};

const identity = ({ key }: Table, row: StoredRow): unknown => {
  const [first = "", ...more] = key;
  return more.length === 0 ? row[first] : key.map((column) => row[column]).join(" ");
};
