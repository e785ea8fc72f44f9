import type { Audience } from "#http/audience.js";
import { recognisePro } from "#http/pro/auth/recognise-pro.js";
import { countermarkRoute } from "#http/pro/bookings/countermark.js";
import { keepTokenRoute } from "#http/pro/bookings/keep.js";
import { recapRoute } from "#http/pro/bookings/recap.js";
import { useTokenRoute } from "#http/pro/bookings/use.js";
import { french } from "#http/pro/french.js";
import { createOfferRoute } from "#http/pro/offers/create.js";
import { offerRoute } from "#http/pro/offers/detail.js";
import { listOffersRoute } from "#http/pro/offers/list.js";
import { priceCategoriesRoute } from "#http/pro/offers/price-categories.js";
import { publishOfferRoute } from "#http/pro/offers/publish.js";
import { proRefusals } from "#http/pro/refusals.js";
import { models } from "#http/pro/schemas/model.js";
import { createStocksRoute } from "#http/pro/stocks/create-bulk.js";
import { listStocksRoute } from "#http/pro/stocks/list.js";
import { currentUserRoute } from "#http/pro/users/current.js";
import { signInRoute } from "#http/pro/users/sign-in.js";
import { signOutRoute } from "#http/pro/users/sign-out.js";

/** The venues' web portal. */
export const pro: Audience<"pro"> = {
  name: "pro",
  title: "pass Culture pro API",
  document: "/pro/openapi.json",
  models,
  access: {
    "POST /users/signin": "anyone",
    "GET /users/signout": "pro",
    "GET /users/current": "pro",
    "GET /offers": "pro",
    "POST /offers": "pro",
    "PATCH /offers/publish": "pro",
    "GET /offers/:offer_id": "pro",
    "PUT /offers/:offer_id/price_categories": "pro",
    "GET /offers/:offer_id/stocks/": "pro",
    "POST /stocks/bulk": "pro",
    "GET /bookings/pro": "pro",
    "GET /bookings/token/:token": "pro",
    "PATCH /bookings/use/token/:token": "pro",
    "PATCH /bookings/keep/token/:token": "pro",
  },
  credentials: {
    pro: { type: "apiKey", in: "cookie", name: "session", description: "The cookie that a sign-in sets" },
  },
  guards: { pro: recognisePro },
  refusals: proRefusals,
  words: french,
  routes: [
    signInRoute,
    signOutRoute,
    currentUserRoute,
    listOffersRoute,
    createOfferRoute,
    publishOfferRoute,
    offerRoute,
    priceCategoriesRoute,
    listStocksRoute,
    createStocksRoute,
    recapRoute,
    countermarkRoute,
    useTokenRoute,
    keepTokenRoute,
  ],
};
