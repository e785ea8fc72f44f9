import {
  type CommandError,
  isCommandError,
  StreamNotFoundError,
  UnavailableError,
  WrongExpectedVersionError,
} from "@eventstore/db-client";
import { OutcomeUnknown, StoreUnavailable, WrongExpectedRevision } from "#application/ports/event-store.js";

/** gRPC says this when it never got a connection: then nothing can have been written. */
const neverConnected = /No connection established|ECONNREFUSED|ENOTFOUND/;

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const isLost = (error: CommandError): boolean =>
  ["unavailable", "cancelled", "deadline-exceeded", "timeout", "unknown", "not-leader"].includes(error.type);

/** What a failed append means to the house: a clash, nothing written, or nobody knows. Anything else is thrown as it is. */
export const appendError = (stream: string, error: unknown): Error => {
  if (error instanceof WrongExpectedVersionError) return new WrongExpectedRevision(stream);
  if (error instanceof UnavailableError && neverConnected.test(text(error)))
    return new StoreUnavailable("The event store cannot be reached", { cause: error });
  if (!(error instanceof Error) || !isCommandError(error) || isLost(error))
    return new OutcomeUnknown(`The event store did not say whether it appended to ${stream}`, { cause: error });
  return error;
};

/** What a failed read means: the store is away. Anything else is thrown as it is. */
export const readError = (error: unknown): Error => {
  if (!(error instanceof Error)) return new StoreUnavailable(String(error));
  const isAway = !isCommandError(error) || isLost(error);
  return isAway ? new StoreUnavailable("The event store cannot be read", { cause: error }) : error;
};

export const isMissingStream = (error: unknown): boolean => error instanceof StreamNotFoundError;
