import type { z } from "zod";

/** What partners read of bad input (public-api.md, section 1.5). Anything not listed there keeps the validator's words. */
export const english: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === "unrecognized_keys") return "extra fields not permitted";
  if (issue.input === undefined) return "field required";
  if (issue.input === null) return "none is not an allowed value";
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "number" || issue.expected === "int" ? "value is not a valid integer" : undefined;
    case "invalid_format":
      return issue.format === "datetime" ? "invalid datetime format" : undefined;
    case "too_small":
      return `ensure this value is greater than or equal to ${issue.minimum}`;
    case "too_big":
      return `ensure this value is less than or equal to ${issue.maximum}`;
    case "invalid_value":
      return `unexpected value; permitted: ${issue.values.map((value) => `'${String(value)}'`).join(", ")}`;
    default:
      return undefined;
  }
};
