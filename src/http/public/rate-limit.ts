import type { Routes } from "#http/app.js";
import { actorKey } from "#http/consistency.js";
import { HttpError } from "#http/errors/http-error.js";

/** Requests a minute and provider (public-api.md, section 1.2). */
const perMinute = 200;
const tooMany = "Nombre de tentatives de connexion dépassé, veuillez réessayer dans une minute";

/** Counts a provider's requests, whatever they ask for; the one too many in a minute is answered 429. */
export const limitProviders: Routes = (app) => {
  const count = app.createRateLimit({
    max: perMinute,
    timeWindow: "1 minute",
    keyGenerator: ({ actor, ip }) => (actor === null ? `partner:${ip}` : actorKey(actor)),
  });
  // After the guard has recognised the provider, before the body is read.
  app.addHook("preParsing", async (request) => {
    if (request.actor === null) return;
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return;
    throw new HttpError(429, { global: [tooMany] }, { "retry-after": String(counted.ttlInSeconds) });
  });
};
