import { LRUCache } from "lru-cache";
import type { EventStore, StoredEvent } from "#application/ports/event-store.js";
import { loadState, parseStored } from "#application/runner/load-state.js";
import { type Aggregate, streamOf } from "#domain/shared/aggregate.js";
import type { AnyEvent } from "#domain/shared/event.js";

/** The state of a stream at a revision (-1n: the stream has no event), and when the store last confirmed it. */
export interface Known<State> {
  readonly state: State;
  readonly revision: bigint;
  /** Of the last snapshot, to tell when the next is due. */
  readonly snapshotRevision: bigint;
  readonly confirmedAt: number;
}

export interface StateCache {
  /** The state, read from the store unless it was confirmed less than `maxAgeMs` ago. */
  get<S, C, E extends AnyEvent>(
    aggregate: Aggregate<S, C, E>,
    id: number | string,
    maxAgeMs: number,
  ): Promise<Known<S>>;
  /** The state if it is known, else a guess that the stream does not exist: for an append that the revision guards. */
  getOrNew<S, C, E extends AnyEvent>(aggregate: Aggregate<S, C, E>, id: number | string): Known<S>;
  put<S>(stream: string, known: Omit<Known<S>, "confirmedAt">): void;
  forget(stream: string): void;
  /**
   * An event that somebody appended: the state is moved on by it where it is the next one, begun by it where it is the
   * first, and forgotten where something lies in between or it cannot be read.
   */
  learn(aggregate: AnyAggregate, event: StoredEvent): void;
  forgetAll(categories: readonly string[]): void;
}

/** What is needed of an aggregate to move its states on, whichever it is. */
export interface AnyAggregate {
  readonly category: string;
  readonly initial: unknown;
  readonly evolve: (state: never, event: never) => unknown;
}

/** The state after the next event, or undefined where today's code cannot read that. */
const folded = ({ evolve }: AnyAggregate, known: Known<unknown>, event: StoredEvent): Known<unknown> | undefined => {
  try {
    // The state is this aggregate's, and so is what stands in its stream.
    const state = evolve(known.state as never, parseStored(event) as never);
    return { ...known, state, revision: event.revision };
  } catch {
    return undefined; // whoever needs the state reads the stream, and is told why
  }
};

const unknown = <S>({ initial }: { readonly initial: S }): Known<S> => ({
  state: initial,
  revision: -1n,
  snapshotRevision: -1n,
  confirmedAt: Number.NEGATIVE_INFINITY,
});

/**
 * Recent states by stream. Appends are guarded by the revision, so a stale state never does harm to the stream it
 * belongs to; what only looks asks for an age. Several askers of one stream share one read.
 */
export const createStateCache = (eventStore: EventStore, capacity: number): StateCache => {
  const states = new LRUCache<string, Known<unknown>>({ max: capacity });
  const reads = new Map<string, Promise<Known<unknown>>>();

  const read = async <S, C, E extends AnyEvent>(
    aggregate: Aggregate<S, C, E>,
    id: number | string,
  ): Promise<Known<S>> => {
    const stream = streamOf(aggregate, id);
    const confirmedAt = performance.now();
    const cached = states.get(stream) as Known<S> | undefined;
    const known = { ...(await loadState(eventStore, aggregate, id, cached)), confirmedAt };
    // An append that finished meanwhile knows more than this read.
    const newest = states.get(stream) as Known<S> | undefined;
    if (newest !== undefined && newest.revision > known.revision) return newest;
    // That a stream does not exist is not kept: the next moment another process may begin it.
    if (known.revision >= 0n) states.set(stream, known);
    return known;
  };

  return {
    getOrNew: <S, C, E extends AnyEvent>(aggregate: Aggregate<S, C, E>, id: number | string) =>
      (states.get(streamOf(aggregate, id)) as Known<S> | undefined) ?? unknown(aggregate),
    get: <S, C, E extends AnyEvent>(aggregate: Aggregate<S, C, E>, id: number | string, maxAgeMs: number) => {
      const stream = streamOf(aggregate, id);
      const cached = states.get(stream) as Known<S> | undefined;
      if (cached !== undefined && performance.now() - cached.confirmedAt <= maxAgeMs) return Promise.resolve(cached);
      const underWay = maxAgeMs > 0 ? reads.get(stream) : undefined;
      if (underWay !== undefined) return underWay as Promise<Known<S>>;
      const started = read(aggregate, id).finally(() => {
        if (reads.get(stream) === started) reads.delete(stream);
      });
      reads.set(stream, started);
      return started;
    },
    put: (stream, known) => {
      const newest = states.get(stream);
      if (newest === undefined || newest.revision <= known.revision)
        states.set(stream, { ...known, confirmedAt: performance.now() });
    },
    forget: (stream) => {
      states.delete(stream);
    },
    forgetAll: (categories) => {
      for (const stream of [...states.keys()])
        if (categories.some((one) => stream.startsWith(`${one}-`))) states.delete(stream);
    },
    learn: (aggregate, event) => {
      const { stream, revision } = event;
      const known = states.peek(stream) ?? (revision === 0n ? unknown(aggregate) : undefined);
      if (known === undefined || known.revision >= revision) return;
      const next = known.revision + 1n === revision ? folded(aggregate, known, event) : undefined;
      if (next === undefined) states.delete(stream);
      else states.set(stream, next);
    },
  };
};
