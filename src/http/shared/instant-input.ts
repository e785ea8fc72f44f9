import { z } from "zod";
import { toInstant } from "#http/shared/instants.js";

/** An instant with its offset, as a client writes it; becomes UTC with milliseconds. Without an offset it is refused. */
export const instantInput = z.iso.datetime({ offset: true, local: true }).transform((text, context) => {
  const instant = toInstant(text);
  if (instant !== undefined) return instant;
  context.addIssue({ code: "custom", message: "The datetime must be timezone-aware." });
  return z.NEVER;
});
