/** gRPC's framing: one byte of flags, four bytes of length, then the message. */

export const FRAME_HEADER = 5;

/** Cuts a byte stream into messages. Messages are views of the chunks where they arrived whole. */
export class FrameParser {
  private chunks: Buffer[] = [];
  private held = 0;
  private needed = FRAME_HEADER;
  private readonly maxMessageBytes: number;

  constructor(maxMessageBytes: number) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Hands each complete message to `onMessage`. Answers what is wrong with the stream, if anything is. */
  feed(chunk: Buffer, onMessage: (message: Buffer) => void): "too-large" | "compressed" | undefined {
    this.held += chunk.length;
    this.chunks.push(chunk);
    if (this.held < this.needed) return undefined; // collected until whole: joining at every chunk would be quadratic
    let buffer = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks, this.held);
    for (;;) {
      if (buffer.length < FRAME_HEADER) {
        this.needed = FRAME_HEADER;
        break;
      }
      const length = buffer.readUInt32BE(1);
      if (buffer[0] !== 0) return "compressed";
      if (length > this.maxMessageBytes) return "too-large";
      const end = FRAME_HEADER + length;
      if (buffer.length < end) {
        this.needed = end;
        break;
      }
      onMessage(buffer.subarray(FRAME_HEADER, end));
      buffer = buffer.subarray(end);
    }
    this.held = buffer.length;
    this.chunks = buffer.length > 0 ? [buffer] : [];
    return undefined;
  }

  /** A message was begun and not finished. */
  get cutShort(): boolean {
    return this.held > 0;
  }
}

/** Messages from this size on are not copied behind their header but sent after it. */
const LARGE = 64 * 1024;

/** Messages with their frames, joined: few writes to the socket instead of one each. */
export const frame = (messages: readonly Buffer[]): Buffer[] => {
  const framed: Buffer[] = [];
  let from = 0;
  for (const [index, message] of messages.entries()) {
    if (message.length < LARGE) continue;
    framed.push(joined(messages.slice(from, index), message.length), message);
    from = index + 1;
  }
  if (from < messages.length) framed.push(joined(from === 0 ? messages : messages.slice(from)));
  return framed;
};

/** Whole frames in one buffer; with `next`, the header of a message of that size behind them. */
const joined = (messages: readonly Buffer[], next?: number): Buffer => {
  let size = next === undefined ? 0 : FRAME_HEADER;
  for (const message of messages) size += FRAME_HEADER + message.length;
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const message of messages) {
    at = putHeader(bytes, message.length, at);
    bytes.set(message, at);
    at += message.length;
  }
  if (next !== undefined) putHeader(bytes, next, at);
  return bytes;
};

const putHeader = (target: Buffer, length: number, at: number): number => {
  target[at] = 0;
  target.writeUInt32BE(length, at + 1);
  return at + FRAME_HEADER;
};
