import type { Security, SecurityOptions } from "./access/security.js";
import { openSecurity } from "./access/security.js";
import { appendCall } from "./append/append-call.js";
import { batchAppend } from "./append/batch-append.js";
import { DEFAULT_MAX_APPEND_BYTES, MAX_MESSAGE_BYTES } from "./append/limits.js";
import { removeCall } from "./append/remove-calls.js";
import type { Handler } from "./grpc/server.js";
import { createGrpcServer } from "./grpc/server.js";
import { httpPages } from "./http/pages.js";
import { createPort, listen } from "./http/port.js";
import { createStats } from "./http/stats.js";
import { createPersistentSubscriptions } from "./persistent-subscriptions/service.js";
import { readCall } from "./read/read-call.js";
import { gossip } from "./services/gossip.js";
import { serverFeatures } from "./services/server-features.js";
import type { Store } from "./store.js";
import { openStore } from "./store.js";

const LOOPBACK = "127.0.0.1";
/** Addresses to listen on that nobody can connect to under this name. */
const ANY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

export type EventNodeOptions = SecurityOptions & {
  /** 0 takes a free one. Default 2113. */
  readonly port?: number;
  /** Created when missing. One node at a time. */
  readonly dataDir: string;
  /** The address to listen on. Default 127.0.0.1. Without TLS another than this machine's own needs `insecure`. */
  readonly host?: string;
  /** The name under which clients reach this node, told to those that ask by gossip. Default: `host`. */
  readonly advertise?: string;
  /** Bytes of the disk that appends leave free; below that they are refused. Default 64 MiB. */
  readonly minFreeBytes?: number;
  /** Largest append in bytes. Default 1,048,576, as on a real node. */
  readonly maxAppendBytes?: number;
};

export type EventNode = {
  /** For @eventstore/db-client: `esdb://127.0.0.1:PORT?tls=false`, or `?tls=true`. */
  readonly connectionString: string;
  readonly port: number;
  /** Reads certificate, key and accounts again. When one is wrong, all stay as they were and the promise says why. */
  reload(): Promise<void>;
  /** Answers what was taken in, ends open calls (UNAVAILABLE for appends, CANCELLED for reads), closes the file. */
  stop(): Promise<void>;
};

/** Starts one durable event store that EventStoreDB's own clients can talk to. One that cannot start leaves its folder free. */
export const startEventNode = async (options: EventNodeOptions): Promise<EventNode> => {
  const security = await openSecurity(options, options.host ?? LOOPBACK);
  const store = await openStore(options.dataDir, options.minFreeBytes);
  try {
    return await serve(store, security, options);
  } catch (error) {
    await store.close();
    throw error;
  }
};

const serve = async (store: Store, security: Security, options: EventNodeOptions): Promise<EventNode> => {
  const { host = LOOPBACK } = options;
  const { callerOf, tls } = security;
  const advertise = options.advertise ?? (ANY_ADDRESS.has(host) ? LOOPBACK : host);
  let port = 0;
  let ready = false;
  const handlers = servicesOf(store, options.maxAppendBytes ?? DEFAULT_MAX_APPEND_BYTES);
  handlers.set(
    "/event_store.client.gossip.Gossip/Read",
    gossip({ instanceId: store.instanceId, host: advertise, port: () => port }),
  );
  const persistent = createPersistentSubscriptions(store);
  for (const [path, handler] of persistent.handlers) handlers.set(path, handler);
  const grpc = createGrpcServer(handlers, callerOf, MAX_MESSAGE_BYTES);
  const member = (): object => ({
    instanceId: store.instanceId,
    state: "Leader",
    isAlive: true,
    httpEndPointIp: advertise,
    httpEndPointPort: port,
  });
  const pages = httpPages({
    isReady: () => ready,
    stats: createStats(store, grpc.calls),
    members: () => [member()],
    scavenger: store.scavenger,
    callerOf,
    authentication: tls === undefined ? "insecure" : "internal",
  });
  const door = createPort(grpc.http2, pages, tls);
  port = await listen(door.server, host, options.port ?? 2113).catch(async (error: unknown) => {
    await persistent.stop();
    throw error;
  });
  ready = true;

  const stopNow = async (): Promise<void> => {
    ready = false;
    door.server.close();
    await persistent.stop();
    await grpc.stop(store.settled);
    door.destroyAll();
    await store.close();
  };
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= stopNow();
    return stopped;
  };
  const reload = async (): Promise<void> => {
    const renewed = await security.reload();
    if (renewed !== undefined) door.renew(renewed);
  };
  return { connectionString: `esdb://${advertise}:${port}?tls=${tls !== undefined}`, port, reload, stop };
};

const servicesOf = (store: Store, maxAppendBytes: number): Map<string, Handler> => {
  const streams = "/event_store.client.streams.Streams";
  const handlers = new Map<string, Handler>([
    [`${streams}/Read`, readCall(store)],
    [`${streams}/Append`, appendCall({ ...store, maxAppendBytes })],
    [`${streams}/BatchAppend`, batchAppend({ ...store, maxAppendBytes })],
    [`${streams}/Delete`, removeCall(store.softDelete, store.guard)],
    [`${streams}/Tombstone`, removeCall(store.tombstone, store.guard)],
  ]);
  handlers.set(
    "/event_store.client.server_features.ServerFeatures/GetSupportedMethods",
    serverFeatures(() => handlers.keys()),
  );
  return handlers;
};
