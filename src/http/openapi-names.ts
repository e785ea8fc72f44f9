import { z } from "zod";

/**
 * The kit calls a schema that is read `XInput`, beside `X` for one that is answered. The contracts' clients know one
 * name: `X`. Where only one of the two is used, it gets that name; what nothing refers to is left out.
 */
export const withPlainNames = <D extends object>(document: D): D => {
  const components =
    "components" in document
      ? z.looseObject({ schemas: z.record(z.string(), z.unknown()) }).parse(document.components)
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
