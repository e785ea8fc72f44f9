import { DiscardPolicy, nanos, RetentionPolicy, StorageType, type StreamConfig } from "nats";

type Wanted = Partial<StreamConfig> & { name: string };

/** What workers gave up on, for operators to look into. One message an event and worker: a later failure replaces it. */
export const deadLettersStream: Wanted = {
  name: "CULTURE_DEAD_LETTERS",
  description: "Events that a worker gave up on: culture.dead.<worker>.<event id>",
  subjects: ["culture.dead.>"],
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  max_msgs_per_subject: 1,
};
export const deadLetterSubject = (worker: string, eventId: string): string => `culture.dead.${worker}.${eventId}`;

/** Dead letters on their way back to their worker. Each is gone once handled. */
export const replaysStream: Wanted = {
  name: "CULTURE_REPLAYS",
  description: "Dead letters that an operator sent back to their worker",
  subjects: ["culture.replay.>"],
  storage: StorageType.File,
  retention: RetentionPolicy.Workqueue,
};
export const replaySubject = (worker: string, eventId: string): string => `culture.replay.${worker}.${eventId}`;

/**
 * What workers have handled, by event id. It bridges the moment between the end of a handler and the acknowledgement that
 * the server confirms, so it need not be long: a day, and at most the last 200 000 events of all workers.
 */
export const handledStream: Wanted = {
  name: "CULTURE_HANDLED",
  description: "Ids of the events that workers have handled",
  subjects: ["culture.handled.>"],
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.Old,
  max_age: nanos(24 * 60 * 60 * 1_000),
  max_msgs: 200_000,
  max_msgs_per_subject: 1,
};
export const handledSubject = (worker: string, eventId: string): string => `culture.handled.${worker}.${eventId}`;
