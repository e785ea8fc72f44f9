import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { constants } from "node:http2";
import type { Caller } from "../access/caller.js";
import { ANONYMOUS } from "../access/caller.js";
import { FrameParser, frame } from "./frames.js";
import { RpcError, Status, statusMessage } from "./status.js";

/** Messages waiting to be framed above this size make a call not ready. */
const OUTBOX_BYTES = 256 * 1024;
/** How long a caller may take to end its side of a call that is over. */
const LET_GO_MS = 1000;
const RESPONSE_HEADERS = {
  ":status": 200,
  "content-type": "application/grpc+proto",
  "grpc-accept-encoding": "identity",
};

export type CallListener = {
  onMessage(message: Buffer): void;
  /** The caller has sent everything. */
  onHalfClose(): void;
  /** The call is over, whoever ended it. */
  onClosed?(): void;
};

/**
 * One gRPC call, seen from the server. Messages sent within one turn leave in one write. `ready` says whether more
 * may be sent without piling up; who goes on regardless makes the node's memory grow.
 */
export class Call {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Set before the call is handed to whoever answers it. */
  caller: Caller = ANONYMOUS;
  over = false;
  private deaf = false;
  private readonly stream: ServerHttp2Stream;
  private readonly parser: FrameParser;
  private listener: CallListener | undefined;
  private outbox: Buffer[] = [];
  private outboxBytes = 0;
  private flushing = false;
  private blocked = false;
  private waiting: (() => void)[] = [];
  private deadline: NodeJS.Timeout | undefined;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, maxMessageBytes: number) {
    this.stream = stream;
    this.headers = headers;
    this.path = headers[":path"] ?? "";
    this.parser = new FrameParser(maxMessageBytes);
    stream.on("error", () => undefined); // a reset by the caller; "close" follows
    stream.on("close", () => this.finish());
  }

  /** Starts taking messages. The listener may end the call from within any of its methods. */
  listen(listener: CallListener): void {
    this.listener = listener;
    this.startDeadline();
    this.stream.on("data", (chunk: Buffer) => this.take(chunk));
    this.stream.on("end", () => this.guard(() => !this.over && !this.deaf && listener.onHalfClose()));
    this.stream.on("drain", () => this.drain());
  }

  /** What the caller sends from now on is dropped, also that it has sent everything. Answers still go out. */
  stopListening(): void {
    this.deaf = true;
  }

  /** The caller has not sent everything yet. */
  get receiving(): boolean {
    return !this.stream.readableEnded;
  }

  get ready(): boolean {
    return !this.blocked && this.outboxBytes < OUTBOX_BYTES;
  }

  /** Resolves when the caller has taken what was sent, or the call is over. */
  async drained(): Promise<void> {
    if (this.ready || this.over) return;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  send(message: Buffer): void {
    if (this.over) return;
    this.outbox.push(message);
    this.outboxBytes += message.length;
    if (this.flushing) return;
    this.flushing = true;
    process.nextTick(() => this.flush());
  }

  /** No more messages are taken from the caller until `resume`. */
  pause(): void {
    this.stream.pause();
  }

  resume(): void {
    this.stream.resume();
  }

  /** Ends the call well: after everything sent, with status OK. */
  end(): void {
    this.close(Status.OK, "", {});
  }

  fail(error: unknown): void {
    if (error instanceof RpcError) this.close(error.code, error.message, error.trailers);
    else this.close(Status.UNKNOWN, error instanceof Error ? error.message : String(error), {});
  }

  private close(code: number, message: string, trailers: Readonly<Record<string, string>>): void {
    if (this.over) return;
    this.flush();
    this.over = true;
    clearTimeout(this.deadline);
    const status = {
      ...trailers,
      "grpc-status": String(code),
      ...(message === "" ? {} : { "grpc-message": statusMessage(message) }),
    };
    if (this.stream.destroyed || this.stream.closed) {
      this.finish();
      return;
    }
    if (!this.stream.headersSent) {
      this.stream.respond({ ...RESPONSE_HEADERS, ...status }, { endStream: true });
      this.letGo();
    } else {
      this.stream.once("wantTrailers", () => {
        this.stream.sendTrailers(status);
        this.letGo();
      });
      this.stream.end();
    }
    this.stream.resume(); // what the caller still sends is read and dropped, so that its stream can end
    this.finish();
  }

  /** After the trailers: lets the stream go also when the caller never says that it has sent everything. */
  private letGo(): void {
    const { stream } = this;
    if (stream.readableEnded) return;
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), LET_GO_MS);
    stream.once("close", () => clearTimeout(timer));
  }

  private finish(): void {
    this.over = true;
    clearTimeout(this.deadline);
    this.outbox = [];
    this.outboxBytes = 0;
    this.drain();
    const { listener } = this;
    this.listener = undefined;
    listener?.onClosed?.();
  }

  private take(chunk: Buffer): void {
    if (this.over || this.deaf) return;
    this.guard(() => {
      const fault = this.parser.feed(chunk, (message) => {
        if (!this.over) this.listener?.onMessage(message);
      });
      if (fault === "too-large")
        throw new RpcError(Status.RESOURCE_EXHAUSTED, "Received message larger than this node takes");
      if (fault === "compressed") throw new RpcError(Status.UNIMPLEMENTED, "Compressed messages are not supported");
    });
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  private flush(): void {
    this.flushing = false;
    if (this.outbox.length === 0 || this.over || this.stream.destroyed) return;
    if (!this.stream.headersSent) this.stream.respond(RESPONSE_HEADERS, { waitForTrailers: true });
    const framed = frame(this.outbox);
    this.outbox = [];
    this.outboxBytes = 0;
    for (const part of framed) this.blocked = !this.stream.write(part);
    if (!this.blocked) this.wake();
  }

  private drain(): void {
    this.blocked = false;
    this.wake();
  }

  private wake(): void {
    const { waiting } = this;
    if (waiting.length === 0) return;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  private startDeadline(): void {
    const milliseconds = timeoutOf(this.headers["grpc-timeout"]);
    if (milliseconds === undefined) return;
    this.deadline = setTimeout(
      () => this.fail(new RpcError(Status.DEADLINE_EXCEEDED, "Deadline exceeded")),
      Math.min(milliseconds, 2 ** 31 - 1),
    );
  }

  /** For a caller that is gone, or too slow to take the end of its call. */
  destroy(): void {
    if (!this.stream.destroyed) this.stream.close(constants.NGHTTP2_CANCEL);
    this.finish();
  }
}

const UNITS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/** `grpc-timeout` in milliseconds; undefined when there is none, or none that can be read. */
const timeoutOf = (header: string | string[] | undefined): number | undefined => {
  const [, amount, unit] = /^(\d{1,8})([HMSmun])$/.exec(typeof header === "string" ? header : "") ?? [];
  return amount === undefined || unit === undefined ? undefined : Number(amount) * (UNITS[unit] ?? 1);
};
