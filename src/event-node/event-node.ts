import { createServer } from "node:http";
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

/** Addresses to listen on that nobody can connect to under this name. */
const ANY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

export type EventNodeOptions = {
  /** 0 takes a free one. Default 2113. */
  readonly port?: number;
  /** Created when missing. One node at a time. */
  readonly dataDir: string;
  /** The address to listen on. Default 127.0.0.1: without TLS nobody else's business. */
  readonly host?: string;
  /** The name under which clients reach this node, told to those that ask by gossip. Default: `host`. */
  readonly advertise?: string;
  /** Bytes of the disk that appends leave free; below that they are refused. Default 64 MiB. */
  readonly minFreeBytes?: number;
  /** Largest append in bytes. Default 1,048,576, as on a real node. */
  readonly maxAppendBytes?: number;
};

export type EventNode = {
  /** For @eventstore/db-client: `esdb://127.0.0.1:PORT?tls=false`. */
  readonly connectionString: string;
  readonly port: number;
  /** Ends open calls with CANCELLED, finishes what is on its way to disk, closes the file. */
  stop(): Promise<void>;
};

/** Starts one durable event store that EventStoreDB's own clients can talk to. One that cannot start leaves its folder free. */
export const startEventNode = async (options: EventNodeOptions): Promise<EventNode> => {
  const store = await openStore(options.dataDir, options.minFreeBytes);
  try {
    return await serve(store, options);
  } catch (error) {
    await store.close();
    throw error;
  }
};

const serve = async (store: Store, options: EventNodeOptions): Promise<EventNode> => {
  const { host = "127.0.0.1" } = options;
  const advertise = options.advertise ?? (ANY_ADDRESS.has(host) ? "127.0.0.1" : host);
  let port = 0;
  let ready = false;
  const handlers = servicesOf(store, options.maxAppendBytes ?? DEFAULT_MAX_APPEND_BYTES);
  handlers.set(
    "/event_store.client.gossip.Gossip/Read",
    gossip({ instanceId: store.instanceId, host: advertise, port: () => port }),
  );
  const persistent = createPersistentSubscriptions(store);
  for (const [path, handler] of persistent.handlers) handlers.set(path, handler);
  const grpc = createGrpcServer(handlers, MAX_MESSAGE_BYTES);
  const member = (): object => ({
    instanceId: store.instanceId,
    state: "Leader",
    isAlive: true,
    httpEndPointIp: advertise,
    httpEndPointPort: port,
  });
  const http = createServer(
    httpPages({
      isReady: () => ready,
      stats: createStats(store, grpc.calls),
      members: () => [member()],
      scavenger: store.scavenger,
    }),
  );
  const { server, destroyAll } = createPort(grpc.http2, http);
  port = await listen(server, host, options.port ?? 2113).catch(async (error: unknown) => {
    await persistent.stop();
    throw error;
  });
  ready = true;

  const stop = async (): Promise<void> => {
    ready = false;
    server.close();
    await persistent.stop();
    await grpc.stop();
    destroyAll();
    await store.close();
  };
  return { connectionString: `esdb://${advertise}:${port}?tls=false`, port, stop };
};

const servicesOf = (store: Store, maxAppendBytes: number): Map<string, Handler> => {
  const streams = "/event_store.client.streams.Streams";
  const handlers = new Map<string, Handler>([
    [`${streams}/Read`, readCall(store)],
    [`${streams}/Append`, appendCall(store.append, maxAppendBytes)],
    [`${streams}/BatchAppend`, batchAppend({ ...store, maxAppendBytes })],
    [`${streams}/Delete`, removeCall(store.softDelete)],
    [`${streams}/Tombstone`, removeCall(store.tombstone)],
  ]);
  handlers.set(
    "/event_store.client.server_features.ServerFeatures/GetSupportedMethods",
    serverFeatures(() => handlers.keys()),
  );
  return handlers;
};
