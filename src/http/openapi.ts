import swagger, { type SwaggerTransform } from "@fastify/swagger";
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from "fastify-type-provider-zod";
import { z } from "zod";
import type { AccessTable } from "#http/access.js";
import type { App } from "#http/app.js";
import { withPlainNames } from "#http/openapi-names.js";

/** The names under which an audience's schemas stand in its OpenAPI document. */
export type Models = z.core.$ZodRegistry<{ id: string }>;

export interface Described {
  readonly title: string;
  /** Where the document is served. */
  readonly document: string;
  readonly models: Models;
  readonly access: AccessTable;
  /** By the name of the guard that asks for it. */
  readonly credentials: Readonly<Record<string, Credential>>;
}

/** Gives a schema the name under which it stands in an audience's document: that of the contract's model. */
export const modelsOf = (): {
  readonly models: Models;
  readonly model: <S extends z.ZodType>(name: string, schema: S) => S;
} => {
  const models = z.registry<{ id: string }>();
  return {
    models,
    model: (name, schema) => {
      models.add(schema, { id: name });
      return schema;
    },
  };
};

/** How a caller shows who it is, in the words of OpenAPI. */
export type Credential =
  | { readonly type: "http"; readonly scheme: "bearer"; readonly description: string }
  | { readonly type: "apiKey"; readonly in: "cookie"; readonly name: string; readonly description: string };

/** Serves the OpenAPI document of the routes that the context registers from now on. */
export const describeAudience = async (app: App, described: Described, version: string): Promise<void> => {
  const { title, models, document, credentials } = described;
  const named = createJsonSchemaTransformObject({ schemaRegistry: models });
  await app.register(swagger, {
    openapi: {
      openapi: "3.0.3",
      info: { title, version },
      components: { securitySchemes: { ...credentials } },
    },
    transform: describeRoutes(described),
    transformObject: (whole) => {
      const made = named(whole);
      return "paths" in made ? withPlainNames(made) : made;
    },
  });
  app.get(document, { schema: { hide: true } }, async () => app.swagger());
};

const refused = { description: "Refused: the body names a field or a code" };

/** What the schemas of a route do not say of it: who may call it, that it may refuse, that a 204 has no body. */
const describeRoutes = ({ models, access }: Described): SwaggerTransform => {
  const fromSchemas = createJsonSchemaTransform({ schemaRegistry: models });
  return (route) => {
    const { schema, url } = fromSchemas(route);
    const guard = access[`${route.route.method} ${url}`];
    if (schema?.hide || guard === undefined) return { schema, url };
    const security = guard === "anyone" ? [] : [{ [guard]: [] }];
    const response = {
      ...Object(schema.response),
      ...("204" in Object(schema.response) ? { 204: done } : {}),
      "4xx": refused,
    };
    return { schema: { ...schema, security, response }, url };
  };
};

const done = { type: "null", description: "Done" };
