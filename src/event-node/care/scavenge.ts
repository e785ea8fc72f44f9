import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Environment } from "../log/environment.js";
import { indexKey, nameOfKey } from "../log/keys.js";
import type { LogReader } from "../log/reader.js";
import type { Erasure } from "../log/transfer.js";
import type { Streams } from "../streams/streams.js";
import { erasableBelow } from "./erasable.js";

export type ScavengeProgress = {
  readonly scavengeId: string;
  readonly state: "running" | "done" | "stopped" | "failed";
  readonly streams: number;
  readonly streamsDone: number;
  readonly eventsErased: number;
  readonly bytesErased: number;
  readonly error?: string;
};

export type Scavenger = {
  /** Starts one, or names the one that is running. */
  start(): ScavengeProgress;
  /** Resolves when none is running any more. */
  stop(): Promise<void>;
  /** The running one, or else the last one since the node started. */
  current(): ScavengeProgress | undefined;
};

export type ScavengeParts = {
  readonly environment: Environment;
  readonly log: LogReader;
  readonly streams: Streams;
  /** Removes events from the log, durably, after all that was appended before. */
  readonly erase: (erasures: readonly Erasure[]) => Promise<void>;
};

/** Events erased in one commit: few enough for appends to slip in between. */
const BATCH = 500;

/**
 * Removes from disk what deletion, `$maxCount`, `$maxAge` and `$tb` have made invisible, while the node serves. The
 * last event of each stream stays, and so do all revisions and positions. The file does not shrink; its freed pages
 * are written again before it grows.
 */
export const createScavenger = (parts: ScavengeParts): Scavenger => {
  let progress: ScavengeProgress | undefined;
  let stopping = false;
  let running: Promise<unknown> = Promise.resolve();
  const update = (change: Partial<ScavengeProgress>): ScavengeProgress => {
    const idle: ScavengeProgress = {
      scavengeId: randomUUID(),
      state: "running",
      streams: 0,
      streamsDone: 0,
      eventsErased: 0,
      bytesErased: 0,
    };
    progress = { ...(progress ?? idle), ...change };
    return progress;
  };

  const work = async (): Promise<void> => {
    await parts.erase([]); // when that is done, all events of this moment are in the tables
    const { entryCount } = parts.environment.streams.getStats() as { entryCount: number };
    update({ streams: entryCount });
    for (const name of namesOf(parts.environment)) {
      if (stopping) return;
      const { number, durable } = parts.streams.get(name);
      const below = number === 0 ? 0n : erasableBelow(parts.log, number, durable, Date.now());
      for await (const erased of eraseBelow(parts, number, below)) {
        update({
          eventsErased: (progress?.eventsErased ?? 0) + erased.events,
          bytesErased: (progress?.bytesErased ?? 0) + erased.bytes,
        });
        if (stopping) return;
      }
      update({ streamsDone: (progress?.streamsDone ?? 0) + 1 });
      if ((progress?.streamsDone ?? 0) % BATCH === 0) await nextTurn();
    }
  };

  return {
    start: () => {
      if (progress?.state === "running") return progress;
      progress = undefined;
      stopping = false;
      const begun = update({});
      running = work().then(
        () => update({ state: stopping ? "stopped" : "done" }),
        (error: unknown) => update({ state: "failed", error: error instanceof Error ? error.message : String(error) }),
      );
      return begun;
    },
    stop: async () => {
      stopping = true;
      await running;
    },
    current: () => progress,
  };
};

/** Names are taken page by page, so that no transaction is held while the log changes. */
function* namesOf({ streams }: Environment): Generator<string> {
  for (let start: Buffer | undefined; ; ) {
    const range = start === undefined ? { limit: BATCH } : { start, exclusiveStart: true, limit: BATCH };
    const page = [...streams.getRange(range)].map(({ key, value }) => ({
      key: Buffer.from(key),
      value: Buffer.from(value),
    }));
    for (const { key, value } of page) yield nameOfKey(key, value);
    const last = page.at(-1);
    if (last === undefined) return;
    start = last.key;
  }
}

async function* eraseBelow(
  { environment, log, erase }: ScavengeParts,
  streamNumber: number,
  below: bigint,
): AsyncGenerator<{ events: number; bytes: number }> {
  const { last } = log.tail(); // the newest event of all says where the next one goes
  for (let from = 0n; from < below; ) {
    const range = { start: indexKey(streamNumber, from), end: indexKey(streamNumber, below), limit: BATCH };
    const erasures: Erasure[] = [];
    let bytes = 0;
    for (const { key, value } of environment.index.getRange(range)) {
      const positionKey = Buffer.from(value);
      from = Buffer.from(key).readBigUInt64BE(4) + 1n;
      if (positionKey.readBigUInt64BE(0) === last) continue;
      erasures.push({ indexKey: Buffer.from(key), positionKey });
      bytes += environment.events.get(positionKey)?.length ?? 0;
    }
    if (erasures.length === 0) return;
    await erase(erasures);
    yield { events: erasures.length, bytes };
  }
}
