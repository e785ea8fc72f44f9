import { setTimeout as sleep } from "node:timers/promises";
import type { KV, KvEntry } from "nats";
import { z } from "zod";
import { isApiError, wrongLastSequence } from "#infrastructure/nats/streams.js";

/** How far the log is known to be published: the last message of the stream, and the position of its event. */
export interface Checkpoint {
  readonly sequence: number;
  readonly position: bigint;
}

/** Somebody else holds the lease now. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

export interface Lease {
  /** What the last holder had published when it last said so. */
  readonly inherited: Checkpoint | undefined;
  /** Keeps the lease for another term. Throws LeaseLost. */
  renew(checkpoint: Checkpoint | undefined): Promise<void>;
  /** Gives the lease back, so that a standby need not wait for the end of the term. */
  release(checkpoint: Checkpoint | undefined): Promise<void>;
}

export interface LeaseOptions {
  readonly kv: KV;
  readonly key: string;
  readonly holder: string;
  /** How long a silent holder keeps the lease, in milliseconds. */
  readonly termMs: number;
  readonly signal: AbortSignal;
}

const leaseRecord = z.object({
  /** Null: given back. */
  holder: z.string().nullable(),
  checkpoint: z.object({ sequence: z.int().min(0), position: z.string() }).nullable(),
});
type LeaseRecord = z.infer<typeof leaseRecord>;

/**
 * Waits until the lease is free and takes it. A holder that has not renewed for a whole term, measured by the clock of the
 * one who waits, has lost it: no two clocks are ever compared. Each change names the revision it replaces, so that of two
 * takers one wins. Undefined when the signal aborts first.
 *
 * A lease alone cannot stop a holder that was paused and does not know yet that it lost it: what is done under it must be
 * harmless when done by two.
 */
export const takeLease = async (options: LeaseOptions): Promise<Lease | undefined> => {
  const { kv, key, termMs, signal } = options;
  let seen: { readonly revision: number; readonly at: number } | undefined;
  while (!signal.aborted) {
    const entry = await kv.get(key);
    if (entry?.revision !== seen?.revision)
      seen = entry === null ? undefined : { revision: entry.revision, at: performance.now() };
    const free = entry === null || holderOf(entry) === null || performance.now() - (seen?.at ?? 0) > termMs;
    const lease = free ? await tryTake(options, entry) : undefined;
    if (lease !== undefined) return lease;
    await sleep(termMs / 8, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
};

const holderOf = (entry: KvEntry): string | null => readRecord(entry)?.holder ?? null;

const readRecord = (entry: KvEntry): LeaseRecord | undefined => {
  if (entry.operation !== "PUT") return undefined;
  return leaseRecord.parse(entry.json());
};

const tryTake = async (options: LeaseOptions, entry: KvEntry | null): Promise<Lease | undefined> => {
  const { kv, key, holder } = options;
  const last = entry === null ? null : (readRecord(entry)?.checkpoint ?? null);
  const inherited = last === null ? undefined : { sequence: last.sequence, position: BigInt(last.position) };
  let revision = entry?.revision ?? 0;
  const write = async (by: string | null, checkpoint: Checkpoint | undefined): Promise<void> => {
    const record = JSON.stringify({ holder: by, checkpoint: storedCheckpoint(checkpoint) } satisfies LeaseRecord);
    try {
      revision = revision === 0 ? await kv.create(key, record) : await kv.update(key, record, revision);
    } catch (error) {
      if (isApiError(error, wrongLastSequence)) throw new LeaseLost(`Another process holds ${key}`);
      throw error;
    }
  };
  try {
    await write(holder, inherited);
  } catch (error) {
    if (error instanceof LeaseLost) return undefined;
    throw error;
  }
  return {
    inherited,
    renew: (checkpoint) => write(holder, checkpoint ?? inherited),
    release: (checkpoint) => write(null, checkpoint ?? inherited),
  };
};

const storedCheckpoint = (checkpoint: Checkpoint | undefined): LeaseRecord["checkpoint"] =>
  checkpoint === undefined ? null : { sequence: checkpoint.sequence, position: checkpoint.position.toString() };
