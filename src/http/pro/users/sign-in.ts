import { randomBytes } from "node:crypto";
import { openSession } from "#commands/session/open-session.js";
import { recordConnection } from "#commands/user/record-connection.js";
import type { Routes } from "#http/app.js";
import { issueFor } from "#http/issuing.js";
import { giveSession } from "#http/pro/auth/session-cookie.js";
import { verifiedPro } from "#http/pro/auth/verify-pro.js";
import { toUser } from "#http/pro/present/user.js";
import { LoginUserBodyModel, SharedLoginUserResponseModel } from "#http/pro/schemas/users.js";
import { limitSignins } from "#http/rate-limits.js";
import { askUntilShown } from "#http/shared/ask-until-shown.js";
import { proUser } from "#projections/users/queries/pro-user.js";

const identifierOf = (body: unknown): string => {
  const read = LoginUserBodyModel.safeParse(body);
  return read.success ? read.data.identifier.trim().toLowerCase() : "";
};

export const signInRoute: Routes = (app, deps) => {
  app.post(
    "/users/signin",
    {
      preHandler: [...limitSignins(app, deps.settings.signinsPerMinute, identifierOf)],
      schema: {
        operationId: "signin",
        tags: ["Users"],
        summary: "Sign in to the portal: the answer sets the session cookie",
        body: LoginUserBodyModel,
        response: { 200: SharedLoginUserResponseModel },
      },
    },
    async (request, reply) => {
      const { identifier, password } = request.body;
      const userId = await verifiedPro(identifier, password, deps);
      request.actor = { kind: "pro", id: userId };
      const sessionId = randomBytes(32).toString("hex");
      await issueFor(deps, { request, reply }, openSession, { sessionId, userId });
      await issueFor(deps, { request, reply }, recordConnection, { userId });
      giveSession(reply, sessionId, deps.settings);
      return toUser(await askUntilShown(deps, { request, reply }, proUser, { userId }));
    },
  );
};
