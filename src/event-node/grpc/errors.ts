import { asciiTrailer, RpcError, Status } from "./status.js";

/** The typed errors of the protocol: status, text and complete trailers (eventstore-protocol.md, section 8.1). */

export const streamDeleted = (stream: string): RpcError =>
  new RpcError(Status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: "stream-deleted",
    "stream-name": asciiTrailer(stream),
  });

export const wrongExpectedVersion = (stream: string, expected: bigint, actual: bigint): RpcError =>
  new RpcError(
    Status.FAILED_PRECONDITION,
    `Append failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    {
      exception: "wrong-expected-version",
      "stream-name": asciiTrailer(stream),
      "expected-version": String(expected),
      "actual-version": String(actual),
    },
  );

export const appendTooLarge = (maxAppendBytes: number): RpcError =>
  new RpcError(Status.INVALID_ARGUMENT, `Maximum Append Size of ${maxAppendBytes} Exceeded.`, {
    exception: "maximum-append-size-exceeded",
    "maximum-append-size": String(maxAppendBytes),
  });

export const missingMetadata = (): RpcError =>
  new RpcError(Status.INVALID_ARGUMENT, "Required Metadata Property 'type' or 'content-type' is missing", {
    exception: "missing-required-metadata-property",
    "required-metadata-properties": "type,content-type",
  });

export const accessDenied = (wanted: string): RpcError =>
  new RpcError(Status.PERMISSION_DENIED, `Access Denied: ${wanted}`, { exception: "access-denied" });

export const invalidArgument = (message: string): RpcError => new RpcError(Status.INVALID_ARGUMENT, message);
