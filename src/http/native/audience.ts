import type { Audience } from "#http/audience.js";
import { categoriesRoute } from "#http/native/categories.js";
import { models } from "#http/native/models.js";
import { nativeRefusals } from "#http/native/refusals.js";
import { recogniseUser } from "#http/native/session.js";
import { refuseOldApps } from "#http/native/version.js";

/** The mobile app and the web app of young people. */
export const native: Audience<"user"> = {
  name: "native",
  title: "pass Culture native API",
  document: "/native/openapi.json",
  models,
  access: {
    "GET /native/v1/categories": "anyone",
  },
  guards: { user: recogniseUser },
  onRequest: ({ settings }) => refuseOldApps(settings.nativeAppMinimalClientVersion),
  refusals: nativeRefusals,
  routes: [categoriesRoute],
};
