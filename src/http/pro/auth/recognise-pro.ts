import { randomUUID } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { StoreUnavailable } from "#application/ports/event-store.js";
import { useSession } from "#commands/session/use-session.js";
import { isSessionValid, session } from "#domain/session/decider.js";
import { user } from "#domain/user/decider.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import { sessionIdOf } from "#http/pro/auth/session-cookie.js";

const signIn = (): HttpError => new HttpError(401, { global: ["Authentification nécessaire"] });

/**
 * Recognises an active user by the session that the cookie names: 14 days, on the 15th only while in use
 * (offerers-and-venues.md, section 4.5). Anything else: 401.
 */
export const recognisePro =
  (deps: HttpDependencies) =>
  async (request: FastifyRequest): Promise<void> => {
    const sessionId = sessionIdOf(request, deps.settings);
    if (sessionId === undefined) throw signIn();
    const opened = await deps.load(session, sessionId, { orLastKnown: true });
    if (!isSessionValid(opened, deps.clock.now())) throw signIn();
    const person = await deps.load(user, opened.userId, { orLastKnown: true });
    if (person.status === "absent" || !person.isActive) throw signIn();
    const actor = { kind: "pro", id: opened.userId } as const;
    await deps
      .issue(useSession, { sessionId }, { commandId: randomUUID(), correlationId: request.id, actor })
      .catch(unlessAway);
    request.actor = actor;
  };

/** While the event store is away nobody can write, but who only reads need not be sent away. */
const unlessAway = (error: unknown): void => {
  if (!(error instanceof StoreUnavailable)) throw error;
};

/** The user whom the guard has recognised. Throws on a route that has no guard: a mistake of ours. */
export const proIdOf = ({ actor, routeOptions }: FastifyRequest): number => {
  if (actor?.kind === "pro" && typeof actor.id === "number") return actor.id;
  throw new Error(`${routeOptions.url} asks for a pro user, but its access is not "pro"`);
};
