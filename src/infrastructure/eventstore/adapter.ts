import { EventStoreDBClient, NO_STREAM } from "@eventstore/db-client";
import type { Appended, EventStore, ExpectedRevision, NewEvent, StoredEvent } from "#application/ports/event-store.js";
import { stored, toClientEvent } from "#infrastructure/eventstore/convert.js";
import { appendError, isMissingStream, readError } from "#infrastructure/eventstore/errors.js";
import { followAll, readAll } from "#infrastructure/eventstore/feed.js";

/** How long one append may take before its outcome counts as unknown. */
const appendDeadlineMs = 5_000;

const expectation = (expected: ExpectedRevision) => (expected === "none" ? NO_STREAM : expected);

/** The event store port over EventStoreDB's own client; `url` is an `esdb://` connection string. Connects on first use. */
export const connectEventStore = (url: string): EventStore => {
  const client = EventStoreDBClient.connectionString([url] as unknown as TemplateStringsArray);

  const append = async (stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> => {
    try {
      const { nextExpectedRevision, position } = await client.appendToStream(stream, events.map(toClientEvent), {
        expectedRevision: expectation(expected),
        deadline: appendDeadlineMs,
      });
      return { revision: nextExpectedRevision, position: position?.commit ?? 0n };
    } catch (error) {
      throw appendError(stream, error);
    }
  };

  async function* readStream(stream: string, { from }: { readonly from?: bigint } = {}): AsyncGenerator<StoredEvent> {
    try {
      for await (const { event } of client.readStream(stream, { fromRevision: from ?? "start" }))
        if (event) yield stored(event);
    } catch (error) {
      if (!isMissingStream(error)) throw readError(error);
    }
  }

  const readLast = async (stream: string): Promise<StoredEvent | undefined> => {
    try {
      for await (const { event } of client.readStream(stream, {
        direction: "backwards",
        fromRevision: "end",
        maxCount: 1,
      }))
        if (event) return stored(event);
    } catch (error) {
      if (!isMissingStream(error)) throw readError(error);
    }
    return undefined;
  };

  return {
    append,
    readStream,
    readLast,
    readAll: (options) => readAll(client, options),
    subscribeAll: (options) => followAll(client, options),
    keepLast: async (stream, count) => {
      await client.setStreamMetadata(stream, { maxCount: count });
    },
    close: () => client.dispose(),
  };
};
