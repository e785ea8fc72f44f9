import { modelsOf } from "#http/openapi.js";

/** The names of the portal's contract (contracts/pro-api.json). */
export const { models, model } = modelsOf();
