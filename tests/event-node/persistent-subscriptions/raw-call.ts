import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2";
import { connect } from "node:http2";
import { FrameParser, frame } from "#event-node/grpc/frames.js";

const MAX_BYTES = 16 * 1024 * 1024;

/** How a call ended, and what it was sent before. */
export type Ended = {
  readonly messages: readonly Buffer[];
  readonly status: number;
  readonly trailers: Readonly<Record<string, string>>;
};

/** A call of the PersistentSubscriptions service without any client, for what our client never sends. */
export type RawCall = {
  send(message: Buffer): void;
  /** Resolves with the message of this number, from 0, once it has come. */
  message(index: number): Promise<Buffer>;
  readonly ended: Promise<Ended>;
  end(): void;
};

export const openSession = (url: string): ClientHttp2Session =>
  connect(url.replace(/^esdb:/, "http:").split("?")[0] ?? url);

export const rawCall = (session: ClientHttp2Session, method: string): RawCall => {
  const stream = session.request({
    ":method": "POST",
    ":path": `/event_store.client.persistent_subscriptions.PersistentSubscriptions/${method}`,
    "content-type": "application/grpc",
    te: "trailers",
  });
  const messages: Buffer[] = [];
  const parser = new FrameParser(MAX_BYTES);
  let wake = (): void => undefined;
  stream.on("data", (chunk: Buffer) => {
    parser.feed(chunk, (message) => messages.push(message));
    wake();
  });
  return {
    send: (message) => stream.write(Buffer.concat(frame([message]))),
    message: async (index) => {
      for (;;) {
        const message = messages[index];
        if (message !== undefined) return message;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    ended: endOf(stream, messages),
    end: () => stream.end(),
  };
};

const endOf = (stream: ClientHttp2Stream, messages: readonly Buffer[]): Promise<Ended> =>
  new Promise((resolve) => {
    const trailers: Record<string, string> = {};
    const note = (headers: object): void => {
      Object.assign(trailers, headers);
      if ("grpc-status" in trailers) stream.end(); // the server is done, so are we
    };
    stream.on("response", note);
    stream.on("trailers", note);
    stream.on("close", () => resolve({ messages, status: Number(trailers["grpc-status"]), trailers }));
  });

/** One request, one answer. */
export const rawUnary = (session: ClientHttp2Session, method: string, request: Buffer): Promise<Ended> => {
  const call = rawCall(session, method);
  call.send(request);
  call.end();
  return call.ended;
};
