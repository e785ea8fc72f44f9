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

/** Several messages, framed, in one buffer: one write to the socket instead of one each. */
export const frame = (messages: readonly Buffer[]): Buffer => {
  let size = 0;
  for (const message of messages) size += FRAME_HEADER + message.length;
  const framed = Buffer.allocUnsafe(size);
  let at = 0;
  for (const message of messages) {
    framed[at] = 0;
    framed.writeUInt32BE(message.length, at + 1);
    framed.set(message, at + FRAME_HEADER);
    at += FRAME_HEADER + message.length;
  }
  return framed;
};
