import fastJsonStringify from "fast-json-stringify";
import type { FastifySerializerCompiler } from "fastify";
import { z } from "zod";

/**
 * Turns answers into JSON with a function compiled from their zod schema: only the schema's keys leave the house, at a
 * fraction of the price of parsing every answer. `check` parses too, so that tests fail on an answer that does not fit.
 */
export const serializerCompiler =
  (check: boolean): FastifySerializerCompiler<z.ZodType> =>
  ({ schema }) => {
    const jsonSchema = z.toJSONSchema(schema, {
      target: "openapi-3.0",
      io: "output",
      unrepresentable: "any",
      reused: "inline",
      override: relax,
    });
    // Both describe the same language; only the optional keys of the two packages' types differ.
    const stringify = fastJsonStringify(jsonSchema as fastJsonStringify.Schema);
    return check ? (data) => stringify(schema.parse(data)) : stringify;
  };

/**
 * For the validator that picks a union's branch: a list of values that may be missing holds null, and keys that the
 * schema does not know decide nothing, as they are left out anyway.
 */
const relax = ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema & { nullable?: boolean } }): void => {
  if (jsonSchema.nullable && jsonSchema.enum && !jsonSchema.enum.includes(null))
    jsonSchema.enum = [...jsonSchema.enum, null];
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
};
