import type { EventStoreDBClient, ReadStreamOptions } from "@eventstore/db-client";
import type { StoredEvent } from "#application/ports/event-store.js";
import { stored } from "#infrastructure/eventstore/convert.js";
import { isMissingStream, readError } from "#infrastructure/eventstore/errors.js";

/**
 * One bounded read. Collects in a plain handler: an async iterator over the client's stream costs several times the
 * read itself, and states are read for almost every command. A stream that does not exist has no events.
 */
export const readPage = (
  client: EventStoreDBClient,
  stream: string,
  options: ReadStreamOptions & { readonly maxCount: number },
): Promise<StoredEvent[]> =>
  new Promise((resolve, reject) => {
    const events: StoredEvent[] = [];
    client
      .readStream(stream, options)
      .on("data", ({ event }) => void (event && events.push(stored(event))))
      .on("error", (error) => (isMissingStream(error) ? resolve(events) : reject(readError(error))))
      .on("end", () => resolve(events));
  });
