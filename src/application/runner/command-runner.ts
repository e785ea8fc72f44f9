import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "#application/ports/clock.js";
import { type EventStore, StoreUnavailable, WrongExpectedRevision } from "#application/ports/event-store.js";
import type { Logger } from "#application/ports/logger.js";
import { appendUntilKnown, type Patience, usualPatience } from "#application/runner/append.js";
import { followChanges } from "#application/runner/changes.js";
import {
  type Envelope,
  type Receipt,
  type Runner,
  type RunOptions,
  TooMuchContention,
} from "#application/runner/contract.js";
import { decideAll, type Waiting } from "#application/runner/decide-all.js";
import { isSnapshotDue, writeSnapshot } from "#application/runner/snapshots.js";
import { createStateCache, type Known } from "#application/runner/state-cache.js";
import { apikey } from "#domain/apikey/decider.js";
import { offer } from "#domain/offer/decider.js";
import { offerer } from "#domain/offerer/decider.js";
import { provider } from "#domain/provider/decider.js";
import { session } from "#domain/session/decider.js";
import { type Aggregate, streamOf } from "#domain/shared/aggregate.js";
import type { AnyEvent } from "#domain/shared/event.js";
import { user } from "#domain/user/decider.js";
import { venue } from "#domain/venue/decider.js";

export interface RunnerDependencies {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** States kept in memory. */
  readonly cachedStates?: number;
  readonly patience?: Patience;
}

/** A refusal is given on a state that the store confirmed at most so long ago. */
const freshMs = 1_000;
/**
 * What commands look at without appending to it, so that no revision guards the look. Changes of these by other
 * processes are followed; while the feed is away such a state is trusted for a second only.
 */
const lookedAt = [user, offerer, venue, offer, provider, apikey, session];
const isLookedAt = ({ category }: { readonly category: string }): boolean =>
  lookedAt.some((one) => one.category === category);
/** Commands decided together and appended in one write: with the usual events far below the store's 1 MiB. */
const largestBatch = 256;
/** How often a batch is decided anew when others wrote to its stream first. */
const clashesAllowed = 8;

/**
 * The only place that loads, decides and appends (design.md, section 3). Commands that wait for the same stream are
 * decided one after another in memory and appended in one write, so what thousands want at once is no conflict.
 */
export const createRunner = (dependencies: RunnerDependencies): Runner => {
  const { eventStore, clock, logger, cachedStates = 50_000, patience = usualPatience } = dependencies;
  const states = createStateCache(eventStore, cachedStates);
  const changes = followChanges(eventStore, lookedAt, states, logger);
  const queues = new Map<string, Waiting<unknown, AnyEvent>[]>();

  /** One try: true when every command of the batch has its answer. */
  const settle = async <S, C, E extends AnyEvent>(
    aggregate: Aggregate<S, C, E>,
    id: number | string,
    batch: readonly Waiting<C, E>[],
    known: Known<S>,
  ): Promise<boolean> => {
    const stream = streamOf(aggregate, id);
    const { events, state, answers, hasRefusals } = decideAll(aggregate, known.state, batch, clock.now());
    // What is appended is guarded by the revision. A refusal, or "nothing to do", is not: somebody else may have released
    // the seats that we refuse for, so both are only said on a state that the store has just confirmed.
    const isUnguarded = hasRefusals || events.length === 0;
    if (isUnguarded && performance.now() - known.confirmedAt > freshMs)
      return settle(aggregate, id, batch, {
        ...(await states.get(aggregate, id, freshMs)),
        confirmedAt: performance.now(),
      });
    if (events.length === 0) {
      for (const answer of answers) answer({ stream, revision: known.revision, position: null });
      return true;
    }
    try {
      const expected = known.revision < 0n ? "none" : known.revision;
      const { revision, position } = await appendUntilKnown(eventStore, stream, expected, events, patience);
      const isDue = isSnapshotDue(aggregate, revision, known.snapshotRevision);
      states.put(stream, { state, revision, snapshotRevision: isDue ? revision : known.snapshotRevision });
      if (isDue) void writeSnapshot(eventStore, logger, aggregate, id, { state, revision });
      for (const answer of answers) answer({ stream, revision, position });
      return true;
    } catch (error) {
      states.forget(stream);
      if (error instanceof WrongExpectedRevision) return false;
      throw error;
    }
  };

  const carryOut = async <S, C, E extends AnyEvent>(
    aggregate: Aggregate<S, C, E>,
    id: number | string,
    batch: readonly Waiting<C, E>[],
  ): Promise<void> => {
    try {
      for (let clashes = 0; clashes < clashesAllowed; clashes += 1) {
        const isGuess = clashes === 0 && batch.every(({ isNew }) => isNew);
        const known = isGuess
          ? states.getOrNew(aggregate, id)
          : await states.get(aggregate, id, Number.POSITIVE_INFINITY);
        if (await settle(aggregate, id, batch, known)) return;
        await sleep(Math.random() * 5 * 2 ** clashes);
      }
      throw new TooMuchContention(`Others kept writing to ${streamOf(aggregate, id)}`);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  const drain = async <S, C, E extends AnyEvent>(
    aggregate: Aggregate<S, C, E>,
    id: number | string,
    queue: Waiting<C, E>[],
  ) => {
    // A turn of the loop: whoever else wants this stream in the same moment joins the batch.
    await Promise.resolve();
    while (queue.length > 0) await carryOut(aggregate, id, queue.splice(0, largestBatch));
    queues.delete(streamOf(aggregate, id));
  };

  return {
    run: <S, C, E extends AnyEvent>(
      aggregate: Aggregate<S, C, E>,
      id: number | string,
      command: C,
      envelope: Envelope,
      { isNew = false }: RunOptions = {},
    ) =>
      new Promise<Receipt>((resolve, reject) => {
        const waiting: Waiting<C, E> = { command, envelope, isNew, resolve, reject };
        const stream = streamOf(aggregate, id);
        // A stream belongs to one aggregate: what waits for it are that aggregate's commands.
        const queue = queues.get(stream) as Waiting<C, E>[] | undefined;
        if (queue !== undefined) return void queue.push(waiting);
        const fresh = [waiting];
        queues.set(stream, fresh as unknown as Waiting<unknown, AnyEvent>[]);
        void drain(aggregate, id, fresh);
      }),
    load: async (aggregate, id, { fresh = false, orLastKnown = false } = {}) => {
      const isTrusted = !fresh && (changes.isLive() || !isLookedAt(aggregate));
      try {
        return (await states.get(aggregate, id, isTrusted ? Number.POSITIVE_INFINITY : freshMs)).state;
      } catch (error) {
        const known = states.getOrNew(aggregate, id);
        if (orLastKnown && error instanceof StoreUnavailable && known.revision >= 0n) return known.state;
        throw error;
      }
    },
    close: changes.stop,
  };
};
