import { z } from "zod";

/** The answer of a route that has nothing to say: 204 without a body. */
export const noContent = z.null().describe("Done");
