import type { StatusCode } from "../grpc/status.js";
import { asciiTrailer, RpcError, Status, statusMessage } from "../grpc/status.js";
import type { GroupName } from "./names.js";

/** The typed errors of persistent subscriptions, with complete trailers (eventstore-protocol.md, section 8.1). */

const typed = (
  exception: string,
  code: StatusCode,
  { source, group }: GroupName,
  text: string,
  more: Readonly<Record<string, string>> = {},
): RpcError =>
  new RpcError(code, text, {
    exception,
    "stream-name": asciiTrailer(source),
    "group-name": asciiTrailer(group),
    ...more,
  });

/** Applications match on this text. */
export const doesNotExist = (name: GroupName): RpcError =>
  typed(
    "persistent-subscription-does-not-exist",
    Status.NOT_FOUND,
    name,
    `Subscription group ${name.group} on stream ${name.source} does not exist.`,
  );

export const alreadyExists = (name: GroupName): RpcError =>
  typed(
    "persistent-subscription-exists",
    Status.ALREADY_EXISTS,
    name,
    `Subscription group ${name.group} on stream ${name.source} exists.`,
  );

export const failed = (name: GroupName, reason: string): RpcError =>
  typed(
    "persistent-subscription-failed",
    Status.INTERNAL,
    name,
    `Subscription group ${name.group} on stream ${name.source} failed: '${reason}'`,
    { reason: statusMessage(reason) },
  );

export const maximumSubscribersReached = (name: GroupName): RpcError =>
  typed(
    "maximum-subscribers-reached",
    Status.FAILED_PRECONDITION,
    name,
    `Maximum subscriptions reached for subscription group ${name.group} on stream ${name.source}.`,
  );

export const dropped = (name: GroupName): RpcError =>
  typed(
    "persistent-subscription-dropped",
    Status.CANCELLED,
    name,
    `Subscription group ${name.group} on stream ${name.source} was dropped.`,
  );
