/** The Postgres types that columns of read models have. A `?` behind one says that the column may be null. */
type Kind = "bigint" | "text" | "boolean" | "timestamptz" | "date" | "double precision" | "jsonb";
export type ColumnType = Kind | `${Kind}?`;
export type Columns = Readonly<Record<string, ColumnType>>;

declare const content: unique symbol;
/** A jsonb column whose value is of this type. */
type JsonColumn<T> = "jsonb" & { readonly [content]: T };

/** A jsonb column that holds a T. It is not checked when it is read back: only projectors write it. */
export const json = <T>(): JsonColumn<T> => "jsonb" as JsonColumn<T>;

interface Values {
  bigint: number;
  text: string;
  boolean: boolean;
  /** UTC, ISO 8601 with milliseconds. */
  timestamptz: string;
  /** YYYY-MM-DD. */
  date: string;
  "double precision": number;
  jsonb: unknown;
}
type ValueOf<C> =
  C extends JsonColumn<infer T>
    ? T
    : C extends `${infer K extends Kind}?`
      ? Values[K] | null
      : C extends Kind
        ? Values[C]
        : never;

/** A row as projectors see it: the columns in camelCase, without the guard. */
export type RowOf<C extends Columns> = { readonly [N in keyof C]: ValueOf<C[N]> };

/**
 * What a row keeps of the last event that changed it, so that the same event changes nothing twice: the event's
 * `revision` in its stream, or its `position` in the log where several streams write one row.
 */
export type Guard = "revision" | "position";

export interface Table<C extends Columns = Columns, K extends keyof C & string = keyof C & string> {
  /** Of the view that queries name: `bookings`. */
  readonly view: string;
  /** Of the table that this version of the projector writes: `bookings_v1`. */
  readonly name: string;
  readonly key: readonly K[];
  readonly columns: C;
  readonly guard: Guard;
}

/** Declares a table that a projector writes, as its migration made it (tests/projections/tables.test.ts compares both). */
export const defineTable = <const C extends Columns, const K extends keyof C & string>(table: {
  readonly name: string;
  readonly version: number;
  readonly key: readonly K[];
  readonly columns: C;
  /** Default `revision`: all events that change a row are of one stream. */
  readonly guard?: Guard;
}): Table<C, K> => ({
  view: table.name,
  name: `${table.name}_v${table.version}`,
  key: table.key,
  columns: table.columns,
  guard: table.guard ?? "revision",
});
