import { OutcomeUnknown, StoreUnavailable } from "#application/ports/event-store.js";
import { TooMuchContention } from "#application/runner/contract.js";
import { DeadlinePassed } from "#http/deadline.js";
import type { Answer } from "#http/errors/refusals.js";
import { DatabaseBusy } from "#infrastructure/postgres/pool.js";

/** Seconds after which a client may ask again. */
export const retryAfterSeconds = 2;

const nothingWritten =
  "Le service est momentanément indisponible : rien n'a été enregistré. Réessayez dans un instant.";
const tooMany = "Trop de demandes arrivent en même temps : rien n'a été enregistré. Réessayez dans un instant.";
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
 * The honest answer to an error that says "not now": 503 when a server we depend on is away or busy, 409 when others kept
 * getting in first; undefined for any other error.
 * A command whose outcome is unknown is said to be so, never to have failed.
 */
export const answerUnavailable = (error: unknown): Answer | undefined => {
  if (error instanceof OutcomeUnknown) return { status: 503, body: { global: [notKnown] } };
  if (error instanceof TooMuchContention) return { status: 409, body: { global: [tooMany] } };
  if (error instanceof StoreUnavailable || error instanceof DatabaseBusy)
    return { status: 503, body: { global: [nothingWritten] } };
  if (error instanceof DeadlinePassed) return { status: 503, body: { global: [notKnown] } };
  return causes(error).some(isConnectionError) ? { status: 503, body: { global: [nothingWritten] } } : undefined;
};

const isConnectionError = (error: Error): boolean =>
  slonikNames.has(error.constructor.name) ||
  ("code" in error && typeof error.code === "string" && connectionCodes.test(error.code));

/** An error and what caused it, at most five deep. */
export const causes = (error: unknown): readonly Error[] => {
  const found: Error[] = [];
  for (let one = error; one instanceof Error && found.length < 5; one = one.cause) found.push(one);
  return found;
};
