import type { Server as HttpServer } from "node:http";
import { createServer as createHttpServer } from "node:http";
import type { Http2Server } from "node:http2";
import { Http2ServerResponse } from "node:http2";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { isGrpc } from "../grpc/server.js";
import type { Pages } from "./pages.js";
import type { TlsMaterial } from "./tls.js";

/** How every HTTP/2 connection begins. */
const PREFACE = Buffer.from("PRI");
/** A connection that says nothing for this long is closed. */
const SILENCE_MS = 30_000;
const TCP = { noDelay: true };

export type Port = {
  readonly server: Server;
  /** Connections made from now on are shown this certificate. Does nothing on a port without TLS. */
  renew(tls: TlsMaterial): void;
  destroyAll(): void;
};

/**
 * One port for gRPC and for the pages, as on a real node: HTTP/2 and HTTP/1.1 are told apart by their first bytes, and
 * within HTTP/2, which browsers and curl speak over TLS, calls from pages by their content type.
 */
export const createPort = (http2: Http2Server, pages: Pages, tls?: TlsMaterial): Port => {
  const http1 = createHttpServer(pages);
  http2.on("stream", (stream, headers) => {
    if (isGrpc(headers)) return;
    stream.on("error", () => undefined); // reset by the peer
    pages({ method: headers[":method"], url: headers[":path"], headers }, new Http2ServerResponse(stream));
    stream.resume();
  });
  const sockets = new Set<Socket>();
  const accept = (socket: Socket): void => {
    socket.on("error", () => undefined); // reset by the peer; "close" follows
    dispatch(socket, http2, http1);
  };
  const secured =
    tls === undefined
      ? undefined
      : createTlsServer({ ...tls, ...TCP, ALPNProtocols: ["h2", "http/1.1"], handshakeTimeout: SILENCE_MS }, accept);
  const server = secured ?? createServer(TCP, accept);
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return { server, renew: (material) => secured?.setSecureContext(material), destroyAll };
};

const dispatch = (socket: Socket, http2: Http2Server, http1: HttpServer): void => {
  let begun = Buffer.alloc(0);
  const look = (chunk: Buffer): void => {
    begun = Buffer.concat([begun, chunk]);
    if (begun.length < PREFACE.length) return;
    socket.off("data", look);
    socket.setTimeout(0);
    socket.pause();
    socket.unshift(begun);
    if (begun.subarray(0, PREFACE.length).equals(PREFACE)) {
      http2.emit("connection", socket); // reads on by itself: resuming here would lose bytes
      return;
    }
    http1.emit("connection", socket);
    socket.resume();
  };
  socket.setTimeout(SILENCE_MS, () => socket.destroy());
  socket.on("data", look);
};

/** Resolves with the port that is listened on. */
export const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Error(`Port ${port} on ${host} is taken. Choose another with --port, or 0 for a free one`)
          : error,
      ),
    );
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
