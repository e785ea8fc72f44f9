import { EventStoreDBClient, NO_STREAM } from "@eventstore/db-client";
import type { Appended, EventStore, ExpectedRevision, NewEvent, StoredEvent } from "#application/ports/event-store.js";
import { toClientEvent } from "#infrastructure/eventstore/convert.js";
import { appendError } from "#infrastructure/eventstore/errors.js";
import { followAll, readAll } from "#infrastructure/eventstore/feed.js";
import { readPage } from "#infrastructure/eventstore/page.js";

/** How long one append may take before its outcome counts as unknown. */
const appendDeadlineMs = 5_000;
/** Events of one read: a long stream is read page by page. */
const pageSize = 1_000;

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

  async function* readStream(
    stream: string,
    { from = 0n }: { readonly from?: bigint } = {},
  ): AsyncGenerator<StoredEvent> {
    for (let next = from; ; ) {
      const page = await readPage(client, stream, { fromRevision: next, maxCount: pageSize });
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return;
      next = last.revision + 1n;
    }
  }

  const readLast = async (stream: string): Promise<StoredEvent | undefined> => {
    const [last] = await readPage(client, stream, { direction: "backwards", fromRevision: "end", maxCount: 1 });
    return last;
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
