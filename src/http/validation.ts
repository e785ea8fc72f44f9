import type { FastifySchemaCompiler } from "fastify";
import type { z } from "zod";

/** Input that does not fit its schema: `{"<field>": ["message"]}` with nested paths joined by dots (offers.md, section 20). */
export class InvalidInput extends Error {
  override readonly name = "InvalidInput";
  readonly fields: Readonly<Record<string, readonly string[]>>;

  constructor(fields: Readonly<Record<string, readonly string[]>>) {
    super(`Invalid input: ${Object.keys(fields).join(", ")}`);
    this.fields = fields;
  }
}

/** What an audience is told of one issue; undefined leaves zod's own English. A schema's own message comes first. */
export type InputWords = z.core.$ZodErrorMap;

/** Checks a part of a request by its zod schema, and says what is wrong in an audience's own words. */
export const validatorIn =
  (words?: InputWords): FastifySchemaCompiler<z.ZodType> =>
  ({ schema, httpPart }) =>
  (data: unknown) => {
    const parsed = schema.safeParse(data, words && { error: words });
    if (parsed.success) return { value: parsed.data };
    if (httpPart === "params") return { error: new UnknownPath() };
    return { error: new InvalidInput(fieldsOf(parsed.error.issues, words ? ({ message }) => message : sentence)) };
  };

/** Checks a part of a request by its zod schema, in the house's words. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = validatorIn();

/** A path whose parameter cannot name anything: answered like a path that does not exist. */
export class UnknownPath extends Error {
  override readonly name = "UnknownPath";
}

type Sentence = (issue: z.core.$ZodIssue) => string;

const fieldsOf = (issues: readonly z.core.$ZodIssue[], words: Sentence): Record<string, string[]> => {
  const fields: Record<string, string[]> = Object.create(null);
  for (const issue of issues)
    for (const [field, message] of explain(issue, words)) fields[field] = [...(fields[field] ?? []), message];
  return { ...fields };
};

/** The field and the sentence of one issue; an unknown key is reported under its own name. */
const explain = (issue: z.core.$ZodIssue, words: Sentence): readonly (readonly [string, string])[] => {
  const field = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => [field === "" ? key : `${field}.${key}`, words(issue)]);
  return [[field === "" ? "global" : field, words(issue)]];
};

const typeNames: Readonly<Record<string, string>> = {
  string: "une chaîne de caractères",
  number: "un nombre",
  int: "un nombre entier",
  boolean: "un booléen",
  array: "une liste",
  object: "un objet",
  record: "un objet",
};

const sentence = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined && issue.message.endsWith("received undefined")
        ? "Ce champ est obligatoire"
        : `La valeur doit être ${typeNames[issue.expected] ?? issue.expected}`;
    case "too_small":
      return `La valeur est trop petite : au moins ${issue.minimum}`;
    case "too_big":
      return `La valeur est trop grande : au plus ${issue.maximum}`;
    case "invalid_value":
      return `La valeur doit être parmi : ${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return `Le format n'est pas valide (${issue.format})`;
    case "unrecognized_keys":
      return "Ce champ n'est pas connu";
    case "custom":
      return issue.message;
    default:
      return "La valeur n'est pas valide";
  }
};
