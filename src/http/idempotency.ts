import { createHash, randomUUID } from "node:crypto";
import type { FastifyRequest } from "fastify";
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
  return uuidOf(`${caller} ${request.method} ${request.routeOptions.url} ${key}`);
};

/** The Idempotency-Key of a request, if it has one. Throws InvalidInput for one that is empty, too long or unreadable. */
export const idempotencyKeyOf = (request: FastifyRequest): string | undefined => {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key === "string" && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new InvalidInput({ "Idempotency-Key": ["La clé doit compter de 1 à 255 caractères visibles"] });
};

/** A uuid (version 8) that stands for a text. */
const uuidOf = (text: string): string => {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
