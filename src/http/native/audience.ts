import type { Audience } from "#http/audience.js";
import { meRoute } from "#http/native/account/me.js";
import { refreshRoute } from "#http/native/account/refresh.js";
import { signinRoute } from "#http/native/account/signin.js";
import { bookRoute } from "#http/native/bookings/book.js";
import { cancelRoute } from "#http/native/bookings/cancel.js";
import { bookingsV1Route, bookingsV2Route } from "#http/native/bookings/lists.js";
import { bookingOrListRoute } from "#http/native/bookings/one-or-list.js";
import { toggleDisplayRoute } from "#http/native/bookings/toggle-display.js";
import { categoriesRoute } from "#http/native/catalogue/categories.js";
import { subcategoriesRoute } from "#http/native/catalogue/subcategories.js";
import { models } from "#http/native/models.js";
import { offerRoute } from "#http/native/offer/route.js";
import { nativeRefusals } from "#http/native/refusals.js";
import { recogniseRefresh, recogniseUser } from "#http/native/session.js";
import { refuseOldApps } from "#http/native/version.js";

/** The mobile app and the web app of young people. */
export const native: Audience<"user" | "refreshToken"> = {
  name: "native",
  title: "pass Culture native API",
  document: "/native/openapi.json",
  models,
  access: {
    "POST /native/v1/signin": "anyone",
    "POST /native/v1/refresh_access_token": "refreshToken",
    "GET /native/v1/me": "user",
    "GET /native/v1/offer/:offerId": "anyone",
    "GET /native/v1/bookings": "user",
    "POST /native/v1/bookings": "user",
    "POST /native/v1/bookings/:bookingId/cancel": "user",
    "POST /native/v1/bookings/:bookingId/toggle_display": "user",
    "GET /native/v2/bookings": "user",
    "GET /native/v2/bookings/:idOrStatus": "user",
    "GET /native/v1/categories": "anyone",
    "GET /native/v1/subcategories/v2": "anyone",
  },
  credentials: {
    user: { type: "http", scheme: "bearer", description: "The access token that a sign-in gives" },
    refreshToken: { type: "http", scheme: "bearer", description: "The refresh token that a sign-in gives" },
  },
  guards: { user: recogniseUser, refreshToken: recogniseRefresh },
  onRequest: ({ settings }) => refuseOldApps(settings.nativeAppMinimalClientVersion),
  refusals: nativeRefusals,
  routes: [
    signinRoute,
    refreshRoute,
    meRoute,
    offerRoute,
    bookRoute,
    bookingsV1Route,
    bookingsV2Route,
    bookingOrListRoute,
    cancelRoute,
    toggleDisplayRoute,
    categoriesRoute,
    subcategoriesRoute,
  ],
};
