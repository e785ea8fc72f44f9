import swagger from "@fastify/swagger";
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from "fastify-type-provider-zod";
import { z } from "zod";
import type { App } from "#http/app.js";

/** The names under which an audience's schemas stand in its OpenAPI document. */
export type Models = z.core.$ZodRegistry<{ id: string }>;

export interface Described {
  readonly title: string;
  /** Where the document is served. */
  readonly document: string;
  readonly models: Models;
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

/** Serves the OpenAPI document of the routes that the context registers from now on. */
export const describeAudience = async (
  app: App,
  { title, models, document }: Described,
  version: string,
): Promise<void> => {
  const transformObject = createJsonSchemaTransformObject({ schemaRegistry: models });
  await app.register(swagger, {
    openapi: { openapi: "3.0.3", info: { title, version } },
    transform: createJsonSchemaTransform({ schemaRegistry: models }),
    transformObject: (described) => {
      const whole = transformObject(described);
      return "paths" in whole ? withPlainNames(whole) : whole;
    },
  });
  app.get(document, { schema: { hide: true } }, async () => app.swagger());
};

/**
 * The kit calls a schema that is read `XInput`, beside `X` for one that is answered. The contracts' clients know one
 * name: `X`. Where only one of the two is used, it gets that name; what nothing refers to is left out.
 */
const withPlainNames = <D extends object>(document: D): D => {
  const components =
    "components" in document
      ? z.object({ schemas: z.record(z.string(), z.unknown()) }).parse(document.components)
      : { schemas: {} };
  const used = usedNames(document, components.schemas);
  const finalName = (name: string): string => {
    const plain = name.replace(/Input$/, "");
    return plain in components.schemas && !used.has(plain) ? plain : name;
  };
  const schemas = Object.fromEntries([...used].map((name) => [finalName(name), components.schemas[name]]));
  const renamed = JSON.stringify({ ...document, components: { ...components, schemas } });
  return JSON.parse(renamed, (key, value) =>
    key === "$ref" && typeof value === "string" ? value.replace(/[^/]+$/, finalName) : value,
  );
};

const referenced = (value: unknown): readonly string[] =>
  [...JSON.stringify(value ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? "");

const usedNames = (document: object, schemas: Readonly<Record<string, unknown>>): ReadonlySet<string> => {
  const used = new Set<string>();
  const todo = [...referenced("paths" in document ? document.paths : {})];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    todo.push(...referenced(schemas[name]));
  }
  return used;
};
