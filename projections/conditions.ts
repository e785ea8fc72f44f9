import { type FragmentSqlToken, sql } from "slonik";

/** The condition that an optional filter adds: none where it was not given. */
export const given = <T>(value: T | undefined, condition: (value: T) => FragmentSqlToken): FragmentSqlToken[] =>
  value === undefined ? [] : [condition(value)];

/** All of them must hold. No condition at all holds. */
export const allOf = (conditions: readonly FragmentSqlToken[]): FragmentSqlToken =>
  conditions.length === 0 ? sql.fragment`TRUE` : sql.fragment`${sql.join([...conditions], sql.fragment` AND `)}`;
