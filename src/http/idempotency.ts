import { randomUUID } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { deterministicId } from "#application/deterministic-id.js";
import { actorKey } from "#http/consistency.js";
import { InvalidInput } from "#http/validation.js";

/**
 * The id of the command that a request asks for. With an Idempotency-Key it derives from caller, route and key, so that
 * the same request writes the same events again, which the store recognises; without one it is random.
 */
export const commandIdOf = (request: FastifyRequest): string => {
  const key = idempotencyKeyOf(request);
  if (key === undefined) return randomUUID();
  const caller = request.actor ? actorKey(request.actor) : "anyone";
  return deterministicId(`${caller} ${request.method} ${request.routeOptions.url}`, key);
};

/** The Idempotency-Key of a request, if it has one. Throws InvalidInput for one that is empty, too long or unreadable. */
export const idempotencyKeyOf = (request: FastifyRequest): string | undefined => {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key === "string" && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new InvalidInput({ "Idempotency-Key": ["La clé doit compter de 1 à 255 caractères visibles"] });
};
