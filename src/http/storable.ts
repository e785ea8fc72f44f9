import { InvalidInput } from "#http/validation.js";

/** Characters that JSON can escape but Postgres cannot keep: NUL, and half of a surrogate pair. */
const unstorable = /\0|\p{Cs}/u;
/** The escapes that may stand for them; without one of these a body need not be looked through. */
const suspicious = /\\u(0000|d[89a-f])/i;

/**
 * Refuses a JSON body with a text that no read model could hold: written as an event, it would stop every projection
 * that meets it. Names the field.
 */
export const refuseUnstorableText = (json: string, parsed: unknown): void => {
  if (!suspicious.test(json)) return;
  const path = unstorablePath(parsed);
  if (path !== undefined)
    throw new InvalidInput({ [path || "global"]: ["Ce texte contient un caractère non autorisé"] });
};

/** Where such a text stands, joined by dots; undefined where there is none. */
const unstorablePath = (value: unknown): string | undefined => {
  if (typeof value === "string") return unstorable.test(value) ? "" : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    if (unstorable.test(key)) return "";
    const within = unstorablePath(part);
    if (within !== undefined) return within === "" ? key : `${key}.${within}`;
  }
  return undefined;
};
