import { z } from "zod";
import type { Routes } from "#http/app.js";
import { model } from "#http/native/models.js";
import { nativeTokens, userIdOf } from "#http/native/session.js";

const refreshed = model("RefreshResponse", z.object({ accessToken: z.string() }));

export const refreshRoute: Routes = (app, deps) => {
  const tokens = nativeTokens(deps);
  app.post(
    "/native/v1/refresh_access_token",
    {
      schema: {
        operationId: "refreshAccessToken",
        tags: ["Account"],
        summary: "A new access token for a refresh token",
        description: "The refresh token stands in the Authorization header and stays the same.",
        response: { 200: refreshed },
      },
    },
    async (request) => ({ accessToken: tokens.sign(userIdOf(request), "access", deps.settings.jwtAccessSeconds) }),
  );
};
