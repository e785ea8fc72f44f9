import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { session } from "#domain/session/decider.js";
import { id } from "#domain/shared/values.js";

/** Opens a session of the venues' portal. Who signs in was verified before; the id is random and secret. */
export const openSession = defineCommand({
  name: "OpenSession",
  schema: z.object({ sessionId: z.string().min(16), userId: id }),
  issuers: ["pro"],
  handle: async ({ sessionId, userId }, { run, at }) => {
    await run(session, sessionId, { type: "OpenSession", data: { sessionId, userId, at } });
    return { sessionId };
  },
});
