import type { CommonQueryMethods } from "slonik";
import type { ProjectionName } from "#projections/names.js";

/** What a query may do with the database: one statement, or a few in one read transaction. */
export type ReadPool = CommonQueryMethods;

/** A question to the read models, with the projections whose rows answer it. */
export interface Query<Args, Answer> {
  /** Whoever must see its own writes waits for these before asking (checkpoint-watch.ts). */
  readonly reads: readonly ProjectionName[];
  readonly run: (pool: ReadPool, args: Args) => Promise<Answer>;
}

/**
 * Declares a query. Its SQL names views (`bookings`), never versioned tables (`bookings_v1`); its row type is a zod
 * object with the columns in camelCase, which the pool checks each row against (src/infrastructure/postgres/pool.ts).
 */
export const defineQuery = <Args, Answer>(query: Query<Args, Answer>): Query<Args, Answer> => query;
