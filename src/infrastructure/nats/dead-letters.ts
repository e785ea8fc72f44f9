import type { JetStreamClient, JetStreamManager, StoredMsg } from "nats";
import { z } from "zod";
import { isApiError, messageNotFound } from "#infrastructure/nats/streams.js";
import { deadLetterSubject, deadLettersStream, replaySubject } from "#infrastructure/nats/worker-streams.js";
import type { DeadLetter } from "#workers/feed.js";

const deadLetter: z.ZodType<DeadLetter> = z.object({
  worker: z.string(),
  eventId: z.string(),
  reason: z.string(),
  attempts: z.int(),
  failedAt: z.string(),
  event: z.unknown(),
});

/** Resolves when the letter is stored. */
export const addDeadLetter = async (jetstream: JetStreamClient, letter: DeadLetter): Promise<void> => {
  await jetstream.publish(deadLetterSubject(letter.worker, letter.eventId), JSON.stringify(letter));
};

/** A worker's dead letters, oldest first. */
export async function* readDeadLetters(jsm: JetStreamManager, worker: string): AsyncGenerator<DeadLetter> {
  for await (const message of messages(jsm, worker)) yield deadLetter.parse(message.json());
}

/** Moves dead letters back to their worker. One that is interrupted may be moved again: workers remember what they did. */
export const replayAll = async (jsm: JetStreamManager, jetstream: JetStreamClient, worker: string): Promise<number> => {
  let count = 0;
  for await (const message of messages(jsm, worker)) {
    const { eventId, event } = deadLetter.parse(message.json());
    await jetstream.publish(replaySubject(worker, eventId), JSON.stringify(event));
    await jsm.streams.deleteMessage(deadLettersStream.name, message.seq, false);
    count += 1;
  }
  return count;
};

/** Those that lie there now: what arrives meanwhile waits for the next time, so that a letter is not sent round and round. */
async function* messages(jsm: JetStreamManager, worker: string): AsyncGenerator<StoredMsg> {
  const { state } = await jsm.streams.info(deadLettersStream.name);
  let seq = 1;
  while (seq <= state.last_seq) {
    const message = await messageFrom(jsm, worker, seq);
    if (message === undefined || message.seq > state.last_seq) return;
    yield message;
    seq = message.seq + 1;
  }
}

const messageFrom = async (jsm: JetStreamManager, worker: string, seq: number): Promise<StoredMsg | undefined> => {
  try {
    const query = { seq, next_by_subj: deadLetterSubject(worker, "*") };
    return await jsm.streams.getMessage(deadLettersStream.name, query);
  } catch (error) {
    if (isApiError(error, messageNotFound)) return undefined;
    throw error;
  }
};
