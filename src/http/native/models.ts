import { modelsOf } from "#http/openapi.js";

/** The names of the app's contract (contracts/native-api.json). */
export const { models, model } = modelsOf();
