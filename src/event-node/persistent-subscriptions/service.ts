import { isKnown, isOperator } from "../access/caller.js";
import { only } from "../access/only.js";
import type { Codec } from "../codec/schema.js";
import { Empty } from "../codec/schema.js";
import { invalidArgument } from "../grpc/errors.js";
import type { Handler } from "../grpc/server.js";
import { unary } from "../grpc/unary.js";
import type { Parts } from "./books.js";
import { doesNotExist } from "./errors.js";
import { infoOf } from "./info.js";
import {
  ChangeRequest,
  DeleteRequest,
  InfoAnswer,
  InfoRequest,
  ListAnswer,
  ListRequest,
  ReplayRequest,
} from "./messages.js";
import { readCall } from "./read-call.js";
import { Registry } from "./registry.js";
import { groupIn } from "./requests.js";
import { askedIn } from "./settings.js";

const SERVICE = "/event_store.client.persistent_subscriptions.PersistentSubscriptions";

export type PersistentSubscriptions = {
  /** By path, for the gRPC server. */
  readonly handlers: ReadonlyMap<string, Handler>;
  /** Ends the consumers' calls and writes down how far they came; to be awaited before the store is closed. */
  stop(): Promise<void>;
};

/** Persistent subscriptions over an open store: the groups written down in it are at work at once. */
export const createPersistentSubscriptions = (parts: Parts): PersistentSubscriptions => {
  const registry = new Registry(parts);
  const operators = (handler: Handler): Handler => only(isOperator, handler);
  const known = (handler: Handler): Handler => only(isKnown, handler);
  const handlers = new Map<string, Handler>([
    [`${SERVICE}/Create`, operators(create(registry))],
    [`${SERVICE}/Update`, operators(update(registry))],
    [`${SERVICE}/Delete`, operators(changing(DeleteRequest, (options) => registry.remove(groupIn(options))))],
    [`${SERVICE}/ReplayParked`, operators(replayParked(registry))],
    [`${SERVICE}/RestartSubsystem`, operators(restart(registry))],
    [`${SERVICE}/Read`, known(readCall(registry, parts.guard))],
    [`${SERVICE}/GetInfo`, known(getInfo(registry))],
    [`${SERVICE}/List`, known(list(registry))],
  ]);
  return { handlers, stop: () => registry.stop() };
};

/** A call whose answer says no more than that it is done. */
const changing = <Options>(
  request: Codec<{ readonly options?: Options | undefined }>,
  work: (options: Options) => Promise<void>,
): Handler =>
  unary(request, Empty, async ({ options }) => {
    await work(required(options));
    return {};
  });

const create = (registry: Registry): Handler =>
  changing(ChangeRequest, (options) => registry.create(askedIn(options), options.all !== undefined));

const update = (registry: Registry): Handler =>
  changing(ChangeRequest, (options) => registry.update(askedIn(options), options.all !== undefined));

const replayParked = (registry: Registry): Handler =>
  changing(ReplayRequest, async (options) => (await registry.find(groupIn(options))).replayParked(options.stopAt));

const restart = (registry: Registry): Handler =>
  unary(Empty, Empty, async () => {
    await registry.restart();
    return {};
  });

const getInfo = (registry: Registry): Handler =>
  unary(InfoRequest, InfoAnswer, async ({ options }) => {
    const group = await registry.find(groupIn(required(options)));
    return { info: infoOf(group, Date.now()) };
  });

/** A stream without groups is an error, a node without any is not. */
const list = (registry: Registry): Handler =>
  unary(ListRequest, ListAnswer, async ({ options }) => {
    const { everything, stream } = required(options);
    const groups = await registry.all();
    const now = Date.now();
    if (everything !== undefined || stream === undefined)
      return { subscriptions: groups.map((group) => infoOf(group, now)) };
    const { source } = groupIn(stream);
    const own = groups.filter(({ definition }) => definition.source === source);
    if (own.length === 0) throw doesNotExist({ source, group: "" });
    return { subscriptions: own.map((group) => infoOf(group, now)) };
  });

const required = <Options>(options: Options | undefined): Options => {
  if (options === undefined) throw invalidArgument("The request has no options");
  return options;
};
