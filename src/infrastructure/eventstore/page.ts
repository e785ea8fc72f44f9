import { setTimeout as sleep } from "node:timers/promises";
import type { EventStoreDBClient, ReadStreamOptions } from "@eventstore/db-client";
import { type StoredEvent, StoreUnavailable } from "#application/ports/event-store.js";
import { stored } from "#infrastructure/eventstore/convert.js";
import { isMissingStream, readError } from "#infrastructure/eventstore/errors.js";

/** Pauses before a read is tried again: a read may always be repeated, and a channel that closed is opened anew at once. */
const pausesMs = [20, 200, 1_000];

/** One bounded read, repeated a few times while the store is away. Throws StoreUnavailable after that. */
export const readPage: typeof readOnce = async (client, stream, options) => {
  for (const pause of pausesMs) {
    try {
      return await readOnce(client, stream, options);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await sleep(pause);
    }
  }
  return readOnce(client, stream, options);
};

/**
 * One bounded read. Collects in a plain handler: an async iterator over the client's stream costs several times the
 * read itself, and states are read for almost every command. A stream that does not exist has no events.
 */
const readOnce = (
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
