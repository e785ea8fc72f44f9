/** What the engine asks of Postgres: sessions of one connection each, because locks and transactions belong to one. */
export interface Database {
  /** Opens a session; `label` is the application_name that pg_stat_activity shows. Throws when there is no server. */
  open(label: string): Promise<Session>;
}

export interface Session {
  /**
   * Rows as arrays of text, as Postgres writes them, null for NULL. Throws RowRefused where Postgres refuses the data,
   * anything else where the statement could not be carried out for another reason.
   */
  query(statement: Statement): Promise<readonly Cells[]>;
  /** Resolves when the connection is gone, by `close` or without us. */
  readonly gone: Promise<void>;
  close(): Promise<void>;
}

export type Cells = readonly (string | null)[];

export interface Statement {
  readonly sql: string;
  /** Texts that Postgres parses as the statement's casts say. */
  readonly values?: readonly (string | null)[];
  /** Set on what is sent again and again: prepared once per session under this name. */
  readonly name?: string;
}

/** Postgres will never store this data as it is: a constraint, a value out of range, a text that it cannot hold. */
export class RowRefused extends Error {
  override readonly name = "RowRefused";
}
