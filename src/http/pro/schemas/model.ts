import { z } from "zod";

/** The models of contracts/pro-api.json by name: the components of the pro OpenAPI document. */
export const proModels = z.registry<{ id: string }>();

/** Names a schema as the contract does. Each name is given once. */
export const model = <S extends z.ZodType>(name: string, schema: S): S => {
  proModels.add(schema, { id: name });
  return schema;
};
