import type { FastifyReply, FastifyRequest } from "fastify";
import { Refusal } from "#domain/shared/refusal.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import { describeError } from "#http/errors/redact.js";
import { type Answer, answerRefusal, type RefusalTable } from "#http/errors/refusals.js";
import { answerUnavailable, retryAfterSeconds } from "#http/errors/unavailable.js";
import { InvalidInput, UnknownPath } from "#http/validation.js";

const broken = "Il semble que nous ayons des problèmes techniques :( On répare ça au plus vite.";

/** The one place that turns an error into an answer. Expected ones are told, unexpected ones are logged whole and told in one sentence. */
export const errorHandler =
  ({ logger }: Pick<HttpDependencies, "logger">, refusals?: RefusalTable) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const expected = answerExpected(error, refusals);
    if (expected) return send(error instanceof HttpError ? reply.headers(error.headers) : reply, expected);
    const extra = { requestId: request.id, route: request.routeOptions.url ?? null, error: describeError(error) };
    const unavailable = answerUnavailable(error);
    if (unavailable) {
      logger.warn(extra, "A server that we depend on is not available");
      return send(reply.header("retry-after", retryAfterSeconds), unavailable);
    }
    logger.error(extra, "Unexpected error");
    return send(reply, { status: 500, body: { global: [broken] } });
  };

const send = (reply: FastifyReply, { status, body }: Answer): FastifyReply => {
  reply.code(status).serializer(JSON.stringify).type("application/json; charset=utf-8");
  return reply.send(body);
};

const answerExpected = (error: unknown, refusals: RefusalTable | undefined): Answer | undefined => {
  if (error instanceof Refusal && refusals) return answerRefusal(refusals, error);
  if (error instanceof HttpError) return error;
  if (error instanceof InvalidInput) return { status: 400, body: error.fields };
  if (error instanceof UnknownPath) return { status: 404, body: {} };
  return answerFramework(error);
};

const sentences: Readonly<Record<string, readonly [number, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, "Le corps de la requête est trop volumineux"],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, "Le type de contenu doit être application/json"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, "La longueur annoncée n'est pas celle du corps"],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, "Le corps de la requête n'est pas du JSON valide"],
  FST_ERR_BAD_URL: [400, "L'adresse n'est pas valide"],
};

/** What Fastify itself refuses: unreadable bodies, mostly. A refusal we have no sentence for keeps its own status. */
const answerFramework = (error: unknown): Answer | undefined => {
  if (!(error instanceof Error) || !("statusCode" in error) || typeof error.statusCode !== "number") return undefined;
  const code = "code" in error ? String(error.code) : "";
  const [status, message] = sentences[code] ?? [error.statusCode, "La requête n'est pas valide"];
  return status >= 400 && status < 500 ? { status, body: { global: [message] } } : undefined;
};
