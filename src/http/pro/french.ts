import { z } from "zod";

/** What the portal says of bad input (pro-api.md, section 1). Anything not listed there keeps the validator's English. */
export const french: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === "unrecognized_keys") return "Vous ne pouvez pas changer cette information";
  if (issue.input === undefined) return "Ce champ est obligatoire";
  if (issue.input === null) return "Ce champ ne peut pas être nul";
  switch (issue.code) {
    case "invalid_type":
      return wrongType(isWhole(issue.inst) ? "int" : issue.expected);
    case "invalid_format":
      return wrongFormat(issue.format);
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return issue.origin === "string" ? `Le champ doit faire moins de ${issue.maximum} caractères` : undefined;
    case "invalid_value":
      return isYesOrNo(issue.values) ? "La valeur reçu doit être soit 'true' soit 'false'" : undefined;
    default:
      return undefined;
  }
};

const wrongType = (expected: string): string | undefined => {
  if (expected === "int") return "Saisissez un entier valide";
  if (expected === "number") return "Saisissez un nombre valide";
  if (expected === "string") return "Saisissez une chaîne de caractères valide";
  return undefined;
};

/** For text in the place of a whole number zod says only "number": the schema itself knows better. */
const isWhole = (schema: unknown): boolean => schema instanceof z.ZodNumber && schema.format === "safeint";

const wrongFormat = (format: string): string | undefined => {
  if (format === "datetime" || format === "date") return "Format de date invalide";
  if (format === "email") return "Le format d'email est incorrect.";
  return undefined;
};

const tooSmall = (issue: { readonly origin: string; readonly minimum: number | bigint }): string | undefined => {
  if (issue.origin === "string")
    return `Cette chaîne de caractères doit avoir une taille minimum de ${issue.minimum} caractères`;
  if (["number", "int"].includes(issue.origin)) return `Saisissez un nombre supérieur (ou égal) à ${issue.minimum}`;
  return undefined;
};

const isYesOrNo = (values: readonly unknown[]): boolean => values.join() === "true,false";
