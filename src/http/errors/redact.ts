import { causes } from "#http/errors/unavailable.js";

const secrets: readonly (readonly [RegExp, string])[] = [
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, "[email]"],
  [/\beyJ[\w-]+\.[\w-]*\.[\w-]*/g, "[token]"],
  [/\bBearer\s+\S+/gi, "Bearer [token]"],
  [/:\/\/[^/\s:@]*:[^/\s@]*@/g, "://[credentials]@"],
  [/\$argon2\S+|\$2[aby]\$\S+/g, "[hash]"],
  [/(?:\+33|\b0)\s?[1-9](?:[\s.-]?\d{2}){4}\b/g, "[phone]"],
  [/("?(?:password|passwordHash|secret|token|authorization)"?\s*[:=]\s*)"?[^\s",}]+"?/gi, "$1[secret]"],
];

/** A text without what must not stand in a log: addresses, tokens, passwords, credentials in URLs, phone numbers. */
export const redact = (text: string): string =>
  secrets.reduce((rest, [pattern, word]) => rest.replace(pattern, word), text);

/** The whole cause of an error for the log, redacted. Driver details are left out: they quote rows. */
export const describeError = (error: unknown): object => ({
  causes: causes(error).map((one) => ({
    name: one.name === "Error" ? one.constructor.name : one.name,
    ...("code" in one ? { code: String(one.code) } : {}),
    stack: redact(one.stack ?? one.message),
  })),
  ...(error instanceof Error ? {} : { thrown: redact(String(error)) }),
});

const plainValue = /^(-?\d{1,15}(\.\d+)?|true|false|\d{4}-\d\d-\d\d(T[\d:.]+Z?)?|[A-Z_]{2,40})$/;

/** The parameters of a query string for the log: numbers, dates, yes or no, and words of a list; anything else could be a person. */
export const redactQuery = (query: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typeof query === "object" && query !== null ? query : {}).map(([key, value]) => [
      redact(key),
      typeof value === "string" && plainValue.test(value) ? value : "[redacted]",
    ]),
  );

/** A path for the log: the words of the route and numbers stay, any other parameter becomes a star; of a path that no route serves, only the first word. */
export const redactPath = (url: string, route: string | undefined): string => {
  const parts = (url.split("?")[0] ?? "").split("/");
  if (route === undefined)
    return `/${/^[a-z_-]{0,20}$/.test(parts[1] ?? "") ? parts[1] : "*"}${parts.length > 2 ? "/*" : ""}`;
  return route
    .split("/")
    .map((word, index) => (word.startsWith(":") ? (/^\d{1,15}$/.test(parts[index] ?? "") ? parts[index] : "*") : word))
    .join("/");
};

/** An address for the log, short of the part that names one household: the first three bytes, or the first three groups. */
export const redactAddress = (address: string): string =>
  address.includes(":") && !address.includes(".")
    ? `${address.split(":").slice(0, 3).join(":")}::`
    : `${address.replace(/^.*:/, "").split(".").slice(0, 3).join(".")}.0`;
