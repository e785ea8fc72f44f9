import type { FastifyRequest } from "fastify";
import { type RegisteredUser, user } from "#domain/user/decider.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import { type Tokens, type TokenType, tokensSignedWith } from "#http/tokens.js";

/** The tokens of the native app, signed with this installation's secret. */
export const nativeTokens = ({ settings, clock }: Pick<HttpDependencies, "settings" | "clock">): Tokens =>
  tokensSignedWith(settings.jwtSecretKey, () => Date.parse(clock.now()));

/**
 * Recognises an active user by the access token. No token or a bad one: 401. A good one of somebody who is unknown or
 * not active: 403 (users-and-wallet.md, section 2).
 */
export const recogniseUser = (deps: HttpDependencies) =>
  recognise(deps, "access", (found) => {
    if (!found?.isActive) throw new HttpError(403, { email: ["Utilisateur introuvable"] });
  });

/** Recognises the user of a refresh token, active or not: who may sign in may go on (sections 4.1 and 4.3). */
export const recogniseRefresh = (deps: HttpDependencies) =>
  recognise(deps, "refresh", (found) => {
    if (found === undefined) throw new HttpError(401, { email: "unknown" });
  });

const recognise = (deps: HttpDependencies, type: TokenType, check: (found: RegisteredUser | undefined) => void) => {
  const tokens = nativeTokens(deps);
  return async (request: FastifyRequest): Promise<void> => {
    const userId = tokens.verify(bearerOf(request), type);
    if (userId === undefined) throw new HttpError(401, { global: ["Le jeton manque ou n'est pas valable"] });
    const found = await deps.load(user, userId, { orLastKnown: true });
    check(found.status === "registered" ? found : undefined);
    request.actor = { kind: "user", id: userId };
  };
};

/** The user whom the guard has recognised. Throws on a route that has no guard: a mistake of ours. */
export const userIdOf = (request: FastifyRequest): number => {
  if (request.actor?.kind === "user" && typeof request.actor.id === "number") return request.actor.id;
  throw new Error(`${request.routeOptions.url} asks for a user, but its access is not "user"`);
};

/** The token after "Bearer ", or an empty text, which no check accepts. */
const bearerOf = (request: FastifyRequest): string =>
  /^Bearer ([\w.-]{1,2000})$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
