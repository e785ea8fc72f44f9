import { setTimeout as sleep } from "node:timers/promises";
import type { AllOptions, EventStore, FeedItem, StoredEvent } from "#application/ports/event-store.js";
import { eventCatalogue } from "#domain/event-catalogue.js";
import type { AnyEvent } from "#domain/shared/event.js";

type Log = Pick<EventStore, "readAll" | "readStream" | "subscribeAll">;

/** A log in memory for tests of what reads logs. Positions have gaps, as real ones have. */
export interface MemoryLog extends Log {
  /** Appends facts to a stream at this instant and answers them as they are stored. */
  append(stream: string, ...events: readonly AnyEvent[]): readonly StoredEvent[];
  /** Appends something that no schema allows. */
  appendRaw(stream: string, type: string, data: unknown, schemaVersion?: number): StoredEvent;
  /** Replaces what an event says, as an upcaster of tomorrow would. */
  repair(event: StoredEvent, data: unknown): void;
  /** Every event from now on is delivered so many times in a row. Default 1. */
  deliverTimes(times: number): void;
  /** Ends all subscriptions with an error and refuses new ones until `comeBack`. */
  goAway(): void;
  comeBack(): void;
  readonly events: readonly StoredEvent[];
}

export const occurredAt = "2026-03-01T10:00:00.000Z";

export const memoryLog = (): MemoryLog => {
  const events: StoredEvent[] = [];
  const lengths = new Map<string, number>();
  let times = 1;
  let away = false;
  let lost = new AbortController();

  const appendRaw = (stream: string, type: string, data: unknown, schemaVersion = 1): StoredEvent => {
    const length = lengths.get(stream) ?? 0;
    lengths.set(stream, length + 1);
    const revision = BigInt(length);
    const position = BigInt(events.length * 7);
    const metadata = { schemaVersion, occurredAt };
    const event = { id: `event-${position}`, type, stream, revision, position, data, metadata, created: new Date() };
    events.push(event);
    return event;
  };
  const startOf = (after: AllOptions["after"]): bigint =>
    after === "end" ? (events.at(-1)?.position ?? -1n) : (after ?? -1n);
  const wanted = (event: StoredEvent, after: bigint, categories: AllOptions["categories"]) =>
    event.position > after && (categories?.includes(event.stream.split("-")[0] ?? "") ?? true);

  return {
    events,
    appendRaw,
    append: (stream, ...facts) =>
      facts.map(({ type, data }) => {
        if (!Object.values(eventCatalogue).some((noun) => type in noun)) throw new Error(`${type} is no event type`);
        return appendRaw(stream, type, data);
      }),
    repair: (event, data) => {
      events[events.indexOf(event)] = { ...event, data };
    },
    deliverTimes: (number) => {
      times = number;
    },
    goAway: () => {
      away = true;
      lost.abort();
    },
    comeBack: () => {
      away = false;
      lost = new AbortController();
    },
    readAll: async function* ({ after, categories } = {}) {
      const start = startOf(after);
      yield* [...events].filter((event) => wanted(event, start, categories));
    },
    readStream: async function* (stream, { from = 0n } = {}) {
      yield* [...events].filter((event) => event.stream === stream && event.revision >= from);
    },
    subscribeAll: async function* ({ after, categories, signal }): AsyncGenerator<FeedItem> {
      if (away) throw new Error("The event store is away");
      const gone = lost.signal;
      const start = startOf(after);
      let next = 0;
      let caughtUp = false;
      while (!signal.aborted) {
        const event = events[next];
        if (gone.aborted) throw new Error("The event store went away");
        if (event === undefined) {
          if (!caughtUp) yield { kind: "caught_up" };
          caughtUp = true;
          await sleep(2);
          continue;
        }
        next += 1;
        if (wanted(event, start, categories)) for (let n = 0; n < times; n += 1) yield { kind: "event", event };
        else if (event.position > start) yield { kind: "checkpoint", position: event.position };
      }
    },
  };
};
