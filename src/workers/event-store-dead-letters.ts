import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { EventStore, NewEvent, StoredEvent } from "#application/ports/event-store.js";
import type { DeadLetter } from "#workers/feed.js";

/** The category of the streams that hold dead letters where there is no NATS: `workerDeadLetters-<name>`. */
export const category = "workerDeadLetters";

const buried = z.object({
  worker: z.string(),
  eventId: z.string(),
  reason: z.string(),
  attempts: z.int(),
  failedAt: z.string(),
  event: z.unknown(),
}) satisfies z.ZodType<DeadLetter>;
const requested = buried.pick({ worker: true, eventId: true, event: true });

const streamOf = (worker: string): string => `${category}-${worker}`;
const newEvent = (type: string, data: unknown): NewEvent => ({
  id: randomUUID(),
  type,
  data,
  metadata: { schemaVersion: 1 },
});

/** Resolves when the letter is durable. */
export const addDeadLetter = async (eventStore: EventStore, letter: DeadLetter): Promise<void> => {
  await eventStore.append(streamOf(letter.worker), "any", [newEvent("WorkerDeadLettered", letter)]);
};

/** A worker's dead letters that were not sent back to it since, oldest first. */
export const readDeadLetters = async (eventStore: EventStore, worker: string): Promise<readonly DeadLetter[]> => {
  const open = new Map<string, DeadLetter>();
  for await (const { type, data } of eventStore.readStream(streamOf(worker))) {
    if (type === "WorkerReplayRequested") open.delete(requested.parse(data).eventId);
    if (type !== "WorkerDeadLettered") continue;
    const letter = buried.parse(data);
    open.set(letter.eventId, letter);
  }
  return [...open.values()];
};

/** Asks a worker, in its own log, to try its dead letters anew. Returns how many. */
export const requestReplays = async (eventStore: EventStore, worker: string): Promise<number> => {
  const open = await readDeadLetters(eventStore, worker);
  const requests = open.map(({ eventId, event }) => newEvent("WorkerReplayRequested", { worker, eventId, event }));
  if (requests.length > 0) await eventStore.append(streamOf(worker), "any", requests);
  return requests.length;
};

/** The event that a worker is asked to try anew, when this is such a request to it. */
export const replayedEvent = (worker: string, { type, data }: StoredEvent): unknown => {
  if (type !== "WorkerReplayRequested") return undefined;
  const request = requested.parse(data);
  return request.worker === worker ? request.event : undefined;
};
