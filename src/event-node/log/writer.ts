import type { FreshEvents } from "./fresh.js";
import type { Addition, Journal } from "./journal.js";
import type { Room } from "./room.js";
import { DiskFull } from "./room.js";
import type { Transfer } from "./transfer.js";
import { WriteFailed } from "./write-failed.js";

/** An event ready for disk. */
export type NewEvent = Addition["events"][number] & { readonly stream: string };

/** What one caller wants written: all of it or nothing. */
export type Write = {
  readonly events: readonly NewEvent[];
  readonly newStreams: Addition["newStreams"];
  readonly bytes: number;
  /** Called once, in the order in which writes were handed in: on disk, or not written at all. */
  done(failure?: Error): void;
};

export type LogWriter = {
  write(write: Write): void;
  /** Bytes handed in and not yet on disk. */
  readonly waitingBytes: number;
  /** Resolves when no more than this many bytes are on their way: for those who hand in faster than the disk takes. */
  below(bytes: number): Promise<void>;
  /** Resolves when everything handed in so far is on disk, or refused. */
  settled(): Promise<void>;
};

export type WriterEvents = {
  /** After the acknowledgements of one commit. Writes without events are in no list. */
  onCommitted(events: readonly NewEvent[]): void;
  /** The disk refused. Everything handed in so far has been refused with it, and the log is as it was before. */
  onFailure(error: Error): void;
};

/** Larger batches would make the first of them wait too long. */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;

export type WriterParts = {
  readonly room: Room;
  readonly journal: Pick<Journal, "append">;
  readonly fresh: FreshEvents;
  readonly transfer: Transfer;
};

/**
 * Group commit: what arrives while a commit is under way becomes the next one. Never two at a time, so that a failed
 * commit cannot leave behind a later one that builds on it. A commit is one record of the journal.
 */
export const createLogWriter = ({ room, journal, fresh, transfer }: WriterParts, on: WriterEvents): LogWriter => {
  const queue: Write[] = [];
  let waitingBytes = 0;
  let scheduled = false;
  let idle: Promise<void> = Promise.resolve();
  let waiters: { readonly bytes: number; readonly resolve: () => void }[] = [];

  const wake = (): void => {
    if (waiters.length === 0) return;
    const ready = waiters.filter(({ bytes }) => waitingBytes <= bytes);
    waiters = waiters.filter(({ bytes }) => waitingBytes > bytes);
    for (const { resolve } of ready) resolve();
  };

  const nextBatch = (): Write[] => {
    let bytes = 0;
    let count = 0;
    for (; count < queue.length && bytes < MAX_BATCH_BYTES; count++) bytes += queue[count]?.bytes ?? 0;
    return queue.splice(0, count);
  };

  const commitAll = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = nextBatch();
      try {
        await commit(batch.filter(({ events }) => events.length > 0));
      } catch (error) {
        refuse([...batch, ...queue.splice(0)], error);
        continue;
      }
      for (const write of batch) {
        waitingBytes -= write.bytes;
        write.done();
      }
      const events = batch.length === 1 ? (batch[0] as Write).events : batch.flatMap((write) => write.events);
      if (events.length > 0) on.onCommitted(events);
      wake();
    }
    scheduled = false;
  };

  const commit = async (additions: readonly Write[]): Promise<void> => {
    if (additions.length === 0) return;
    await room.makeFor(additions.reduce((bytes, write) => bytes + write.bytes, 0));
    await transfer.ready();
    const number = await journal.append(additions);
    fresh.add(additions);
    transfer.add(number, additions);
  };

  const refuse = (writes: readonly Write[], cause: unknown): void => {
    waitingBytes = 0;
    const error = cause instanceof DiskFull || cause instanceof WriteFailed ? cause : new WriteFailed(cause);
    on.onFailure(error);
    for (const write of writes) write.done(error);
    wake();
  };

  return {
    get waitingBytes() {
      return waitingBytes;
    },
    write: (write) => {
      queue.push(write);
      waitingBytes += write.bytes;
      if (scheduled) return;
      scheduled = true;
      // Not at once: the other requests that came with the same packet belong in the same commit.
      idle = new Promise((resolve) => setImmediate(() => resolve(commitAll())));
    },
    below: (bytes) =>
      waitingBytes <= bytes ? Promise.resolve() : new Promise((resolve) => waiters.push({ bytes, resolve })),
    settled: () => idle,
  };
};
