import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { session } from "#domain/session/decider.js";

/** Signs out. Closing a session that is closed changes nothing. */
export const closeSession = defineCommand({
  name: "CloseSession",
  schema: z.object({ sessionId: z.string() }),
  issuers: ["pro"],
  handle: async ({ sessionId }, { run, at }) => {
    await run(session, sessionId, { type: "CloseSession", data: { at } });
    return {};
  },
});
