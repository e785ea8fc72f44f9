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
    });
    // Both describe the same language; only the optional keys of the two packages' types differ.
    const stringify = fastJsonStringify(jsonSchema as fastJsonStringify.Schema);
    return check ? (data) => stringify(schema.parse(data)) : stringify;
  };
