import { OutcomeUnknown, StoreUnavailable } from "#application/ports/event-store.js";
import type { Answer } from "#http/errors/refusals.js";

/** Seconds after which a client may ask again. */
export const retryAfterSeconds = 2;

const nothingWritten =
  "Le service est momentanément indisponible : rien n'a été enregistré. Réessayez dans un instant.";
const notKnown =
  "Nous ne savons pas encore si la demande a abouti. Vérifiez, ou répétez la même requête avec le même Idempotency-Key.";

/** Codes of Node and of Postgres (classes 08 and 57P) that say: the server is not there, or is going away. */
const connectionCodes = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|ENOENT|08\w{3}|57P0[1-4]|53300)$/;
const slonikNames = new Set([
  "ConnectionError",
  "BackendTerminatedError",
  "BackendTerminatedUnexpectedlyError",
  "StatementTimeoutError",
]);

/**
 * The honest 503 for an error that says that a server we depend on is away; undefined for any other error.
 * A command whose outcome is unknown is said to be so, never to have failed.
 */
export const answerUnavailable = (error: unknown): Answer | undefined => {
  if (error instanceof OutcomeUnknown) return { status: 503, body: { global: [notKnown] } };
  if (error instanceof StoreUnavailable) return { status: 503, body: { global: [nothingWritten] } };
  if (isHandlerTimeout(error)) return { status: 503, body: { global: [notKnown] } };
  return causes(error).some(isConnectionError) ? { status: 503, body: { global: [nothingWritten] } } : undefined;
};

const isHandlerTimeout = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "FST_ERR_HANDLER_TIMEOUT";

const isConnectionError = (error: Error): boolean =>
  slonikNames.has(error.constructor.name) ||
  ("code" in error && typeof error.code === "string" && connectionCodes.test(error.code));

/** An error and what caused it, at most five deep. */
export const causes = (error: unknown): readonly Error[] => {
  const found: Error[] = [];
  for (let one = error; one instanceof Error && found.length < 5; one = one.cause) found.push(one);
  return found;
};
