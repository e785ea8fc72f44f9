import type { Audience } from "#http/audience.js";
import { cancelTokenRoute } from "#http/public/bookings/cancel.js";
import { bookingByTokenRoute } from "#http/public/bookings/detail.js";
import { keepTokenRoute } from "#http/public/bookings/keep.js";
import { listBookingsRoute } from "#http/public/bookings/list.js";
import { useTokenRoute } from "#http/public/bookings/use.js";
import { english } from "#http/public/english.js";
import { limitProviders } from "#http/public/rate-limit.js";
import { recogniseProvider } from "#http/public/recognise-provider.js";
import { publicRefusals } from "#http/public/refusals.js";
import { models } from "#http/public/schemas.js";

/** The ticketing software of partners. */
export const partners: Audience<"provider"> = {
  name: "public",
  title: "pass Culture public API",
  document: "/openapi.json",
  models,
  access: {
    "GET /public/bookings/v1/bookings": "provider",
    "GET /public/bookings/v1/token/:token": "provider",
    "PATCH /public/bookings/v1/use/token/:token": "provider",
    "PATCH /public/bookings/v1/keep/token/:token": "provider",
    "PATCH /public/bookings/v1/cancel/token/:token": "provider",
  },
  credentials: {
    provider: { type: "http", scheme: "bearer", description: "The API key of the partner" },
  },
  guards: { provider: recogniseProvider },
  refusals: publicRefusals,
  words: english,
  routes: [limitProviders, listBookingsRoute, bookingByTokenRoute, useTokenRoute, keepTokenRoute, cancelTokenRoute],
};
