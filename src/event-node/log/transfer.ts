import { setTimeout as pause } from "node:timers/promises";
import type { Environment } from "./environment.js";
import type { FreshEvents } from "./fresh.js";
import type { Addition, Journal, JournalRecord } from "./journal.js";
import { recordsBehind } from "./journal.js";
import { nameKey, streamValue } from "./keys.js";
import type { Room } from "./room.js";
import { WriteFailed } from "./write-failed.js";

/** An event to be removed from disk. */
export type Erasure = { readonly indexKey: Buffer; readonly positionKey: Buffer };

export type Transfer = {
  /** Takes over a record that is on disk in the journal. */
  add(number: bigint, additions: readonly Addition[]): void;
  /** Removes events, after everything that was added before; resolves when that is on disk. */
  erase(erasures: readonly Erasure[]): Promise<void>;
  /** Resolves when more may be journaled. Rejects while the tables take nothing, after one more try. */
  ready(): Promise<void>;
  /** Resolves when all is in the tables, or rejects when they take nothing. */
  finish(): Promise<void>;
};

type Work =
  | { readonly kind: "record"; readonly number: bigint; readonly additions: readonly Addition[] }
  | { readonly kind: "erasure"; readonly erasures: readonly Erasure[]; done(failure?: Error): void };

/** What arrives within this time goes into the tables in one transaction: the fewer there are, the cheaper an event is. */
const GATHER_MS = 20;
/** Unless there is this much. */
const ENOUGH_BYTES = 1024 * 1024;
/** More than this is never held in memory: appends wait until the tables have caught up. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Brings events from the journal into the tables, behind the back of those who append. Each transaction says up to
 * which record it goes, so that after a crash the rest is taken from the journal, once.
 */
export const createTransfer = (
  environment: Environment,
  room: Room,
  fresh: FreshEvents,
  journal: Pick<Journal, "release">,
): Transfer => {
  let waiting: Work[] = [];
  let running: Promise<void> | undefined;
  let hurry = new AbortController();
  let failure: WriteFailed | undefined;

  const takeWaiting = async (): Promise<void> => {
    const work = [...waiting];
    await room.growAhead();
    await commit(environment, work);
    waiting = waiting.slice(work.length);
    failure = undefined;
    environment.root.resetReadTxn(); // whoever reads next sees the tables with what is dropped here
    for (const one of work) {
      if (one.kind === "record") fresh.drop(one.additions);
      else one.done();
    }
    journal.release(lastRecordIn(environment));
  };

  const takeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      if (fresh.bytes < ENOUGH_BYTES)
        await pause(GATHER_MS, undefined, { signal: hurry.signal }).catch(() => undefined);
      await takeWaiting();
    }
  };

  const run = (): Promise<void> => {
    running ??= takeAll()
      .catch((error: unknown) => {
        failure = new WriteFailed(error);
        for (const one of waiting) if (one.kind === "erasure") one.done(failure);
        waiting = waiting.filter(({ kind }) => kind === "record");
        throw failure;
      })
      .finally(() => {
        running = undefined;
        hurry = new AbortController();
        if (failure === undefined && waiting.length > 0) start();
      });
    return running;
  };
  /** What fails here is told by `ready` and `finish`. */
  const start = (): void => void run().catch(() => undefined);

  const finish = async (): Promise<void> => {
    hurry.abort();
    while (waiting.length > 0) await run();
  };

  return {
    add: (number, additions) => {
      waiting.push({ kind: "record", number, additions });
      start();
    },
    erase: (erasures) =>
      new Promise((resolve, reject) => {
        const done = (reason?: Error): void => (reason === undefined ? resolve() : reject(reason));
        waiting.push({ kind: "erasure", erasures, done });
        hurry.abort();
        start();
      }),
    ready: async () => {
      if (failure !== undefined) await finish();
      while (fresh.bytes > MOST_BYTES) await run();
    },
    finish,
  };
};

/** Which record of the journal the tables end with. */
const LAST_RECORD = Buffer.from("last-journal-record");

export const lastRecordIn = ({ settings }: Environment): bigint => settings.get(LAST_RECORD)?.readBigUInt64BE(0) ?? 0n;

/** Puts what stands in a journal alone into the tables. */
export const recover = async (environment: Environment, records: readonly JournalRecord[]): Promise<void> => {
  const missing = [...recordsBehind(lastRecordIn(environment), records)];
  if (missing.length > 0)
    await commit(
      environment,
      missing.map((record) => ({ kind: "record", ...record })),
    );
};

/** One LMDB transaction. lmdb-js aborts it whole when any of its operations fails. */
const commit = async (
  { root, events, index, streams, settings }: Environment,
  work: readonly Work[],
): Promise<void> => {
  const put = ({ newStreams, events: added }: Addition): void => {
    for (const { name, number } of newStreams) void streams.put(nameKey(name), streamValue(name, number));
    for (const { positionKey, indexKey, stored } of added) {
      void events.put(positionKey, stored);
      void index.put(indexKey, positionKey);
    }
  };
  const committed = root.batch(() => {
    for (const one of work) {
      if (one.kind === "record") {
        for (const addition of one.additions) put(addition);
        void settings.put(LAST_RECORD, bytesOf(one.number));
      } else {
        for (const { indexKey, positionKey } of one.erasures) {
          void events.remove(positionKey);
          void index.remove(indexKey);
        }
      }
    }
  });
  try {
    await committed;
  } catch (error) {
    throw await causeOf(error);
  }
};

const bytesOf = (number: bigint): Buffer => {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(number, 0);
  return bytes;
};

/** lmdb-js says why a commit failed in a second promise, which must not go unhandled. */
const causeOf = async (error: unknown): Promise<unknown> => {
  const { commitError } = error as { commitError?: Promise<never> };
  if (commitError === undefined) return error;
  return commitError.catch((cause: unknown) => cause);
};
