/** Bytes that grow as they are written to; zeros where nothing was written. */
export class GrowingBytes {
  #room = Buffer.alloc(1024 * 1024);
  length = 0;

  /** Answers whether they have become longer. */
  write(offset: number, bytes: Buffer): boolean {
    const end = offset + bytes.length;
    if (end > this.#room.length) {
      const larger = Buffer.alloc(2 * end);
      this.#room.copy(larger);
      this.#room = larger;
    }
    bytes.copy(this.#room, offset);
    const isLonger = end > this.length;
    this.length = Math.max(this.length, end);
    return isLonger;
  }

  /** A copy of so many bytes, with zeros behind the end. */
  copy(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    this.#room.copy(bytes, 0, offset, Math.min(this.#room.length, offset + length));
    return bytes;
  }
}
