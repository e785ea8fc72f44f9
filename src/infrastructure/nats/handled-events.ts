import { LRUCache } from "lru-cache";
import type { JetStreamClient, JetStreamManager } from "nats";
import { isApiError, messageNotFound } from "#infrastructure/nats/streams.js";
import { handledStream, handledSubject } from "#infrastructure/nats/worker-streams.js";

/** What this process has handled, also when it could not tell the server. Kept across connections. */
export type RecentlyHandled = LRUCache<string, true>;

export const recentlyHandled = (): RecentlyHandled => new LRUCache({ max: 10_000 });

/** The memory of what a worker has handled. */
export interface HandledEvents {
  has(eventId: string): Promise<boolean>;
  /** Resolves when it is durable. This process remembers at once. */
  add(eventId: string): Promise<void>;
}

export const handledEvents = (
  worker: string,
  recent: RecentlyHandled,
  jsm: JetStreamManager,
  jetstream: JetStreamClient,
): HandledEvents => ({
  has: async (eventId) => {
    if (recent.has(eventId)) return true;
    try {
      await jsm.streams.getMessage(handledStream.name, { last_by_subj: handledSubject(worker, eventId) });
      return true;
    } catch (error) {
      if (isApiError(error, messageNotFound)) return false;
      throw error;
    }
  },
  add: async (eventId) => {
    recent.set(eventId, true);
    await jetstream.publish(handledSubject(worker, eventId));
  },
});
