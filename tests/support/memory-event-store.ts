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

/** An event store in memory for tests of what follows the log. Positions grow by 100, as theirs do not grow by one either. */
export const memoryEventStore = (history: readonly StoredEvent[] = []): EventStore => {
  const log: StoredEvent[] = [...history];
  const limits = new Map<string, number>();
  const appended = new EventEmitter().setMaxListeners(0);

  const streamOf = (stream: string): readonly StoredEvent[] => {
    const all = log.filter((event) => event.stream === stream);
    return all.slice(-(limits.get(stream) ?? all.length) || all.length);
  };
  const wanted =
    ({ after = -1n, categories }: AllOptions) =>
    (event: StoredEvent): boolean =>
      event.position > after && (categories?.includes(event.stream.slice(0, event.stream.indexOf("-"))) ?? true);

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
    append: async (stream, expected, events) => append(log, stream, expected, events, () => appended.emit("append")),
    readStream: async function* (stream, { from = 0n } = {}) {
      yield* streamOf(stream).filter(({ revision }) => revision >= from);
    },
    readLast: async (stream) => streamOf(stream).at(-1),
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

const append = (
  log: StoredEvent[],
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
  announce: () => void,
): Appended => {
  const before = BigInt(log.filter((event) => event.stream === stream).length) - 1n;
  const fits = expected === "any" || expected === before || (expected === "none" && before === -1n);
  if (!fits) throw new WrongExpectedRevision(stream);
  let revision = before;
  let position = log.at(-1)?.position ?? 0n;
  for (const event of events) {
    revision += 1n;
    position += 100n;
    log.push({ ...event, stream, revision, position, created: new Date() });
  }
  announce();
  return { revision, position };
};

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
