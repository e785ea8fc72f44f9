/** A Postgres array literal: what one parameter of `unnest` holds for all rows of a statement. */
export const arrayOf = (values: readonly unknown[]): string => {
  let text = "";
  for (const value of values) text += `,${element(value)}`;
  return `{${text.slice(1)}}`;
};

const element = (value: unknown): string => {
  if (value === null || value === undefined) return "NULL";
  if (typeof value !== "string") return String(value); // numbers, bigints, booleans
  return `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
};
