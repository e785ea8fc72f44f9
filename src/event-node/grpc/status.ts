/** gRPC status codes that this node uses. */
export const Status = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;
export type StatusCode = (typeof Status)[keyof typeof Status];

/** Ends a call with a status and trailers. Clients tell errors by the trailer `exception` (eventstore-protocol.md, section 8.1). */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: StatusCode;
  readonly trailers: Readonly<Record<string, string>>;

  constructor(code: StatusCode, message: string, trailers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.trailers = trailers;
  }
}

/** Trailer values must be visible ASCII; other characters, and the percent sign itself, are percent-encoded. */
export const asciiTrailer = (value: string): string =>
  /^[\x21-\x24\x26-\x7e]*$/.test(value) ? value : encodeURIComponent(wellFormed(value));

/** Visible ASCII stays as it is: clients undo the encoding of other characters only. */
export const statusMessage = (message: string): string =>
  wellFormed(message).replace(/[^\x20-\x24\x26-\x7e]+/g, encodeURIComponent);

/** Replaces what is no Unicode text (half of a surrogate pair), which percent-encoding would refuse. */
const wellFormed = (value: string): string => Buffer.from(value).toString();
