import type { Routes } from "#http/app.js";
import { notFound } from "#http/errors/http-error.js";
import { proIdOf } from "#http/pro/auth/recognise-pro.js";
import { toCurrentUser } from "#http/pro/present/user.js";
import { SharedCurrentUserResponseModel } from "#http/pro/schemas/users.js";
import { proUser } from "#projections/users/queries/pro-user.js";

export const currentUserRoute: Routes = (app, { pool }) => {
  app.get(
    "/users/current",
    {
      schema: {
        operationId: "getProfile",
        tags: ["Users"],
        summary: "Who is signed in",
        response: { 200: SharedCurrentUserResponseModel },
      },
      config: { reads: proUser.reads },
    },
    async (request) => {
      const found = await proUser.run(pool, { userId: proIdOf(request) });
      if (found === null) throw notFound();
      return toCurrentUser(found);
    },
  );
};
