import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Actor } from "#application/metadata.js";
import type { HttpDependencies } from "#http/dependencies.js";

/** A Fastify instance whose schemas are zod's. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** One or a few routes of one audience: parse, call one command or query, answer. */
export type Routes = (app: App, deps: HttpDependencies) => void;

declare module "fastify" {
  interface FastifyRequest {
    /** Who calls, once a guard has recognised them; null on routes that anyone may call. */
    actor: Actor | null;
  }

  interface FastifyContextConfig {
    /** The projections that the route's query reads: the answer waits for its caller's own writes to show there. */
    reads?: readonly string[];
  }
}
