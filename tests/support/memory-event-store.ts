import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import type {
  AllOptions,
  Appended,
  EventStore,
  ExpectedRevision,
  FeedItem,
  NewEvent,
  StoredEvent,
} from "#application/ports/event-store.js";
import { WrongExpectedRevision } from "#application/ports/event-store.js";

/**
 * The event store port in memory, as faithful as its contract suite can tell: appends at an exact revision are
 * recognised again by their ids for ever, what is stored has been JSON. Positions grow by 100, as real ones do not grow
 * by one either. Nothing is ever deleted.
 */
export const memoryEventStore = (history: readonly StoredEvent[] = []): EventStore => {
  const log: StoredEvent[] = [];
  const streams = new Map<string, StoredEvent[]>();
  const limits = new Map<string, number>();
  const appended = new EventEmitter().setMaxListeners(0);

  const write = (event: StoredEvent): void => {
    const stream = streams.get(event.stream) ?? [];
    streams.set(event.stream, stream);
    stream.push(event);
    log.push(event);
  };
  for (const event of history) write(event);

  const visible = (stream: string): readonly StoredEvent[] => {
    const events = streams.get(stream) ?? [];
    return events.slice(Math.max(0, events.length - (limits.get(stream) ?? events.length)));
  };
  const wanted = ({ after, categories }: AllOptions) => {
    const begin = after === "end" ? (log.at(-1)?.position ?? -1n) : (after ?? -1n);
    return (event: StoredEvent): boolean =>
      event.position > begin && (categories?.includes(event.stream.slice(0, event.stream.indexOf("-"))) ?? true);
  };

  async function* subscribeAll(options: AllOptions & { readonly signal: AbortSignal }): AsyncGenerator<FeedItem> {
    const { signal } = options;
    const matches = wanted(options);
    let next = 0;
    let live = false;
    while (!signal.aborted) {
      for (let event = log[next]; event !== undefined && !signal.aborted; event = log[next]) {
        next += 1;
        if (matches(event)) yield { kind: "event", event };
      }
      if (signal.aborted) return;
      if (!live) yield { kind: "caught_up" };
      live = true;
      if (next === log.length) await once(appended, "append", { signal }).catch(() => undefined);
    }
  }

  return {
    append: async (stream, expected, events) => {
      const written = streams.get(stream) ?? [];
      const repeated = repetition(written, expected, events);
      if (repeated !== undefined) return repeated;
      let revision = BigInt(written.length) - 1n;
      if (!fits(expected, revision)) throw new WrongExpectedRevision(stream);
      let position = log.at(-1)?.position ?? 0n;
      for (const event of events) {
        revision += 1n;
        position += 100n;
        write({ ...throughJson(event), stream, revision, position, created: new Date() });
      }
      appended.emit("append");
      return { revision, position };
    },
    readStream: async function* (stream, { from = 0n } = {}) {
      yield* visible(stream).filter(({ revision }) => revision >= from);
    },
    readLast: async (stream) => visible(stream).at(-1),
    readAll: async function* (options = {}) {
      yield* log.filter(wanted(options));
    },
    subscribeAll,
    keepLast: async (stream, count) => {
      limits.set(stream, count);
    },
    close: async () => undefined,
  };
};

const fits = (expected: ExpectedRevision, revision: bigint): boolean =>
  expected === "any" || expected === revision || (expected === "none" && revision === -1n);

/** The answer of an append that was made before: every event stands, by its id, where this append would have put it. */
const repetition = (
  written: readonly StoredEvent[],
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): Appended | undefined => {
  if (events.length === 0) return undefined;
  const first = expected === "any" ? written.findIndex(({ id }) => id === events[0]?.id) : firstAfter(expected);
  const stored = first < 0 ? [] : written.slice(first, first + events.length);
  const last = stored.at(-1);
  const isSame = stored.length === events.length && stored.every(({ id }, index) => id === events[index]?.id);
  return last !== undefined && isSame ? { revision: last.revision, position: last.position } : undefined;
};

const firstAfter = (expected: bigint | "none"): number => (expected === "none" ? 0 : Number(expected) + 1);

const throughJson = ({ id, type, data, metadata }: NewEvent): NewEvent => ({
  id,
  type,
  ...JSON.parse(JSON.stringify({ data, metadata })),
});

/** Metadata as the command runner writes it. */
export const testMetadata = (id: string) => ({
  $correlationId: id,
  $causationId: id,
  commandId: id,
  occurredAt: "2026-01-02T03:04:05.678Z",
  actor: { kind: "system", id: "tests" },
  schemaVersion: 1,
});

export const newEvent = (type: string, data: unknown, id: string = randomUUID()): NewEvent => ({
  id,
  type,
  data,
  metadata: testMetadata(id),
});
