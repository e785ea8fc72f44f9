import { closeSession } from "#commands/session/close-session.js";
import type { Routes } from "#http/app.js";
import { issueFor } from "#http/issuing.js";
import { noContent } from "#http/no-content.js";
import { sessionIdOf, takeSession } from "#http/pro/auth/session-cookie.js";

export const signOutRoute: Routes = (app, deps) => {
  app.get(
    "/users/signout",
    {
      schema: {
        operationId: "signout",
        tags: ["Users"],
        summary: "Sign out: the session ends here and now, whoever else has its cookie",
        response: { 204: noContent },
      },
    },
    async (request, reply) => {
      const sessionId = sessionIdOf(request, deps.settings);
      if (sessionId !== undefined) await issueFor(deps, { request, reply }, closeSession, { sessionId });
      takeSession(reply, deps.settings);
      return reply.code(204).send(null);
    },
  );
};
