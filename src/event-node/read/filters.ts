import type { FilterOptionsMessage } from "../codec/read-messages.js";
import { headOf } from "../codec/stored-event.js";
import { startsWith } from "../codec/wire.js";
import { invalidArgument } from "../grpc/errors.js";

/** Considered events between two checkpoints are this many times the multiplier, when the caller names no window. */
const DEFAULT_WINDOW = 32;

export type Filter = {
  /** Looks at the event itself: of a link, at the link and not at its target. */
  matches(message: Buffer): boolean;
  /** Considered events, matching or not, after which a subscriber is told the position. */
  readonly checkpointInterval: number;
};

/** Compiles what a caller asked for; refuses what JavaScript cannot compile instead of matching something else. */
export const compileFilter = (options: FilterOptionsMessage): Filter => {
  const { streamName, eventType, window, checkpointMultiplier } = options;
  const expression = streamName ?? eventType;
  if (expression === undefined) throw invalidArgument("A filter names streams or event types");
  const accepts = compileExpression(expression.regex ?? "", expression.prefixes ?? []);
  const part = streamName === undefined ? "type" : "stream";
  return {
    matches: (message) => accepts(headOf(message)[part]),
    checkpointInterval: (checkpointMultiplier ?? 0) * (window || DEFAULT_WINDOW),
  };
};

const compileExpression = (regex: string, prefixes: readonly string[]): ((text: Buffer) => boolean) => {
  if (regex !== "") {
    const pattern = compileRegex(regex);
    return (text) => pattern.test(text.toString());
  }
  if (prefixes.length === 0) throw invalidArgument("A filter holds a regular expression or at least one prefix");
  const starts = prefixes.map((prefix) => Buffer.from(prefix));
  return (text) => starts.some((start) => startsWith(text, start));
};

const compileRegex = (regex: string): RegExp => {
  try {
    return new RegExp(regex, "u");
  } catch {
    return compileLoosely(regex);
  }
};

/** Unicode mode refuses needless escapes, which .NET, for which callers write their patterns, accepts. */
const compileLoosely = (regex: string): RegExp => {
  try {
    return new RegExp(regex);
  } catch (error) {
    throw invalidArgument(`The filter's regular expression is not understood: ${(error as Error).message}`);
  }
};
