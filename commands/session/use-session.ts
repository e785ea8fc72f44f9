import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { session } from "#domain/session/decider.js";

/** Notes that a session is in use, in the days in which that decides how long it lives. Refuses SESSION_CLOSED. */
export const useSession = defineCommand({
  name: "UseSession",
  schema: z.object({ sessionId: z.string() }),
  issuers: ["pro"],
  handle: async ({ sessionId }, { run, at }) => {
    await run(session, sessionId, { type: "UseSession", data: { at } });
    return {};
  },
});
