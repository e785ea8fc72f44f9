import type { FastifyRequest } from "fastify";
import { isApiSecret, splitApiKey } from "#application/api-keys.js";
import { apikey } from "#domain/apikey/decider.js";
import { type Provider, provider } from "#domain/provider/decider.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";

export type ActiveProvider = Extract<Provider, { readonly status: "active" | "inactive" }>;

/** A string, not a list, as partners' clients know it (public-api.md, section 1.1). */
const keyRequired = (): HttpError => new HttpError(401, { auth: "API key required" });

/** Recognises the provider behind an API key. No key or a wrong one: 401. A provider that is switched off: 403. */
export const recogniseProvider =
  ({ load }: Pick<HttpDependencies, "load">) =>
  async (request: FastifyRequest): Promise<void> => {
    const key = splitApiKey(keyIn(request.headers.authorization));
    if (key === undefined) throw keyRequired();
    const found = await load(apikey, key.prefix, { orLastKnown: true });
    if (found.status !== "live" || !isApiSecret(key.secret, found.secretHash)) throw keyRequired();
    const software = await load(provider, found.providerId, { orLastKnown: true });
    if (software.status === "absent") throw keyRequired();
    if (software.status === "inactive") throw new HttpError(403, { auth: ["Inactive provider"] });
    request.actor = { kind: "provider", id: software.providerId };
  };

/** The key in an `Authorization` header; an empty text for what cannot be one. Its prefix becomes the name of a stream. */
const keyIn = (header: string | undefined): string => /Bearer (\w{1,200})\s*$/.exec(header ?? "")?.[1] ?? "";

/** The provider whom the guard has recognised, with its venues as they are now. Throws on a route that has no guard. */
export const providerOf = async (
  { actor, routeOptions }: FastifyRequest,
  { load }: Pick<HttpDependencies, "load">,
): Promise<ActiveProvider> => {
  if (actor?.kind === "provider" && typeof actor.id === "number") {
    const found = await load(provider, actor.id, { orLastKnown: true });
    if (found.status !== "absent") return found;
  }
  throw new Error(`${routeOptions.url} asks for a provider, but its access is not "provider"`);
};
