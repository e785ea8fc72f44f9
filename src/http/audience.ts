import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from "fastify";
import { type AccessTable, guardRoutes } from "#http/access.js";
import type { App, Routes } from "#http/app.js";
import { waitForOwnWrites } from "#http/consistency.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { errorHandler } from "#http/errors/error-handler.js";
import type { RefusalTable } from "#http/errors/refusals.js";
import { honourIdempotencyKeys } from "#http/idempotency.js";
import { type Credential, describeAudience, type Models } from "#http/openapi.js";
import { type InputWords, validatorIn } from "#http/validation.js";

/** Recognises the caller of a request: sets `request.actor`, or throws an HttpError. Runs before the body is read. */
export type Guard = (request: FastifyRequest) => Promise<void>;

/** One kind of client with a contract of its own: its routes, who may call them, and how it is told no. */
export interface Audience<GuardName extends string = string> {
  readonly name: "native" | "pro" | "public";
  readonly title: string;
  /** Where its OpenAPI document stands. */
  readonly document: string;
  readonly models: Models;
  /** Exactly one line for every route. */
  readonly access: AccessTable<GuardName>;
  readonly guards: Readonly<Record<GuardName, (deps: HttpDependencies) => Guard>>;
  /** How each guard's callers show who they are, for the document. */
  readonly credentials: Readonly<Record<GuardName, Credential>>;
  readonly refusals: RefusalTable;
  /** Its own words for bad input; without them the house's French ones. */
  readonly words?: InputWords;
  /** Checks that come before any guard, for every route of this audience. */
  readonly onRequest?: (deps: HttpDependencies) => (request: FastifyRequest) => Promise<void>;
  readonly routes: readonly Routes[];
}

/** Puts an audience's routes on the server, in a context of their own: its errors and its document are nobody else's. */
export const mountAudience = async (
  server: FastifyInstance,
  audience: Audience,
  deps: HttpDependencies,
): Promise<void> => {
  const context: FastifyPluginAsync = async (plain) => {
    const app: App = plain.withTypeProvider();
    app.setErrorHandler(errorHandler(deps, audience.refusals));
    if (audience.words) app.setValidatorCompiler(validatorIn(audience.words));
    if (audience.onRequest) app.addHook("onRequest", audience.onRequest(deps));
    guardRoutes(app, { ...audience.access, [`GET ${audience.document}`]: "anyone" }, guardsOf(audience, deps));
    await describeAudience(app, audience, deps.settings.version);
    waitForOwnWrites(app, deps);
    honourIdempotencyKeys(app, deps);
    for (const routes of audience.routes) routes(app, deps);
  };
  await server.register(context);
};

const guardsOf = ({ guards }: Audience, deps: HttpDependencies): ReadonlyMap<string, Guard> =>
  new Map(Object.entries(guards).map(([name, make]) => [name, make(deps)]));
