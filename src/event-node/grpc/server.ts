import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session } from "node:http2";
import { createServer } from "node:http2";
import type { Accounts } from "../access/accounts.js";
import type { Caller } from "../access/caller.js";
import { Call } from "./call.js";
import { RpcError, Status } from "./status.js";

export type Handler = (call: Call) => void;
export type CallerOf = Accounts["callerOf"];

export type GrpcServer = {
  readonly http2: Http2Server;
  readonly calls: ReadonlySet<Call>;
  /**
   * Takes nothing more and waits until what was taken is `answered`; then ends every open call and closes the sessions.
   * Who is still sending hears UNAVAILABLE, who listens CANCELLED. A caller too slow to take that within a second has
   * its call reset, and soon after the connection is cut off.
   */
  stop(answered: () => Promise<void>): Promise<void>;
};

/** Bytes a caller may have under way to us before we have taken them. */
const STREAM_WINDOW = 1024 * 1024;
const SESSION_WINDOW = 8 * 1024 * 1024;
/** As a real node: a peer that does not answer a ping within this time is gone. */
const KEEPALIVE_MS = 10_000;
/** After the end of every call: when calls are reset whose end has not been taken, and when connections are cut off. */
const RESET_MS = 1000;
const CUT_OFF_MS = 1500;

const notServed = (call: Call): void =>
  call.fail(new RpcError(Status.UNIMPLEMENTED, `The server does not implement the method ${call.path}`));

/**
 * A gRPC server straight on node:http2. grpc-js spends more time on one message than storing the event takes, and
 * writes every message apart; here what is sent in one turn leaves in one write.
 */
export const createGrpcServer = (
  handlers: ReadonlyMap<string, Handler>,
  callerOf: CallerOf,
  maxMessageBytes: number,
): GrpcServer => {
  const http2 = createServer({
    settings: { initialWindowSize: STREAM_WINDOW },
    maxSessionMemory: Number.MAX_SAFE_INTEGER,
  });
  const sessions = new Set<ServerHttp2Session>();
  const calls = new Set<Call>();
  let stopped = false;

  http2.on("session", (session) => {
    session.setLocalWindowSize(SESSION_WINDOW);
    sessions.add(session);
    const stopPinging = keepAlive(session);
    session.on("error", () => undefined); // a broken connection; "close" follows
    session.on("close", () => {
      stopPinging();
      sessions.delete(session);
    });
  });
  http2.on("sessionError", () => undefined);
  http2.on("stream", (stream, headers) => {
    if (!isGrpc(headers)) return; // one of the pages
    const call = new Call(stream, headers, maxMessageBytes);
    calls.add(call);
    stream.on("close", () => calls.delete(call));
    if (stopped) return call.fail(stopping(call));
    const enter = (caller: Caller): void => {
      if (call.over) return;
      call.caller = caller;
      (handlers.get(call.path) ?? notServed)(call);
    };
    admit(call, () => callerOf(headers.authorization), enter);
  });

  const stop: GrpcServer["stop"] = async (answered) => {
    stopped = true;
    for (const call of calls) call.stopListening();
    await answered();
    for (const call of calls) call.fail(stopping(call));
    const reset = setTimeout(() => {
      for (const call of calls) call.destroy();
    }, RESET_MS);
    await Promise.all([...sessions].map(closeSession));
    clearTimeout(reset);
  };
  return { http2, calls, stop };
};

export const isGrpc = (headers: IncomingHttpHeaders): boolean =>
  headers["content-type"]?.startsWith("application/grpc") === true;

/** Known callers enter at once; the others when their password has been checked. What is thrown ends the call. */
const admit = (call: Call, caller: () => Caller | Promise<Caller>, enter: (caller: Caller) => void): void => {
  try {
    const known = caller();
    if (known instanceof Promise) known.then(enter).catch((error: unknown) => call.fail(error));
    else enter(known);
  } catch (error) {
    call.fail(error);
  }
};

/** What clients hear from a real node: an append to be tried again, a read that was ended. */
const stopping = (call: Call): RpcError =>
  new RpcError(call.receiving ? Status.UNAVAILABLE : Status.CANCELLED, "The node is stopping");

const keepAlive = (session: ServerHttp2Session): (() => void) => {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) return session.destroy();
    answered = false;
    session.ping(() => {
      answered = true;
    });
  }, KEEPALIVE_MS);
  timer.unref();
  return () => clearInterval(timer);
};

const closeSession = (session: ServerHttp2Session): Promise<void> =>
  new Promise((resolve) => {
    const cutOff = setTimeout(() => session.destroy(), CUT_OFF_MS);
    session.once("close", () => {
      clearTimeout(cutOff);
      resolve();
    });
    session.close();
  });
