import { createHash, randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { deterministicId } from "#application/deterministic-id.js";
import { type Attempt, createIdempotency, KeyReused } from "#application/idempotency.js";
import { WrongExpectedRevision } from "#application/ports/event-store.js";
import { actorKey } from "#http/consistency.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import { InvalidInput } from "#http/validation.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Set while a request with an Idempotency-Key is under way. */
    attempt: Attempt | null;
  }
}

/** Headers of an answer that its repetition has too. */
const keptHeaders = ["content-type", "x-consistency-token"] as const;

/**
 * Answers a POST whose Idempotency-Key was answered before with that answer, marked `Idempotency-Replayed: true`, also
 * after a crash in the middle; the same key with another body is 422, and at the same time 409. Only for callers that a
 * guard has recognised: a key belongs to somebody.
 */
export const honourIdempotencyKeys = (app: FastifyInstance, { eventStore, ids }: HttpDependencies): void => {
  const idempotency = createIdempotency(eventStore, ids);
  app.addHook("preHandler", async (request, reply) => {
    const key = request.method === "POST" ? idempotencyKeyOf(request) : undefined;
    if (key === undefined || request.actor === null) return;
    request.attempt = await begin(request, key);
    const { given } = request.attempt;
    if (given === undefined) return;
    request.attempt = null;
    return reply
      .code(given.status)
      .headers(given.headers)
      .header("idempotency-replayed", "true")
      .serializer(String)
      .send(given.body);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    // A server's fault is no answer: whoever asks again has another try.
    if (request.attempt === null || reply.statusCode >= 500) return payload;
    const { attempt } = request;
    request.attempt = null;
    await attempt.answered({
      status: reply.statusCode,
      body: typeof payload === "string" ? payload : "",
      headers: headersOf(reply),
    });
    return payload;
  });

  const begin = async (request: FastifyRequest, key: string): Promise<Attempt> => {
    const content = JSON.stringify([request.params, request.query, request.body]);
    try {
      return await idempotency.begin(nameOf(request, key), createHash("sha256").update(content).digest("hex"));
    } catch (error) {
      if (error instanceof KeyReused)
        throw new HttpError(422, { "Idempotency-Key": ["Cette clé a déjà servi à une autre requête"] });
      if (error instanceof WrongExpectedRevision)
        throw new HttpError(409, { "Idempotency-Key": ["La même requête est en cours"] }, { "retry-after": "1" });
      throw error;
    }
  };
};

const headersOf = (reply: FastifyReply): Record<string, string> =>
  Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );

const nameOf = (request: FastifyRequest, key: string): string =>
  `${request.actor ? actorKey(request.actor) : "anyone"} ${request.method} ${request.routeOptions.url} ${key}`;

/**
 * The id of the command that a request asks for. With an Idempotency-Key it derives from caller, route and key, so that
 * the same request writes the same events again, which the store recognises; without one it is random.
 */
export const commandIdOf = (request: FastifyRequest): string => {
  const key = idempotencyKeyOf(request);
  return key === undefined ? randomUUID() : deterministicId("request", nameOf(request, key));
};

/** The Idempotency-Key of a request, if it has one. Throws InvalidInput for one that is empty, too long or unreadable. */
export const idempotencyKeyOf = (request: FastifyRequest): string | undefined => {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key === "string" && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new InvalidInput({ "Idempotency-Key": ["La clé doit compter de 1 à 255 caractères visibles"] });
};
