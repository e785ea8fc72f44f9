import type { JetStreamManager, StoredMsg } from "nats";
import type { Logger } from "#application/ports/logger.js";
import { headerNames } from "#infrastructure/nats/cloud-event.js";
import type { Checkpoint } from "#infrastructure/nats/lease.js";
import { eventsStream, isApiError, messageNotFound } from "#infrastructure/nats/streams.js";

export interface ResumePoint {
  /** The sequence of the stream's last message, present or not; the next one is one more. */
  readonly sequence: number;
  /** The position of the last event that was published. Undefined: none was. */
  readonly position: bigint | undefined;
}

/**
 * Where publishing goes on: after the event of the stream's last message. Only when the stream holds no event, because all
 * have aged out or were purged, the checkpoint of the lease answers; it may be a second old, so that events which were
 * published in the last second before a crash and purged since are published again. A stream that was deleted begins anew
 * and gets the whole log.
 */
export const resumePoint = async (
  jsm: JetStreamManager,
  inherited: Checkpoint | undefined,
  logger: Logger,
): Promise<ResumePoint> => {
  const { state } = await jsm.streams.info(eventsStream);
  let foreign = 0;
  for (let sequence = state.last_seq; sequence >= state.first_seq && sequence > 0; sequence -= 1) {
    const message = await messageAt(jsm, sequence);
    const position = message?.header.get(headerNames.position);
    if (position) return { sequence: state.last_seq, position: BigInt(position) };
    foreign += 1;
    if (foreign === 1) logger.warn({ sequence }, "The event stream ends in a message that no relay published");
  }
  const lives = inherited !== undefined && inherited.sequence <= state.last_seq && state.last_seq > 0;
  return { sequence: state.last_seq, position: lives ? inherited.position : undefined };
};

const messageAt = async (jsm: JetStreamManager, seq: number): Promise<StoredMsg | undefined> => {
  try {
    return await jsm.streams.getMessage(eventsStream, { seq });
  } catch (error) {
    if (isApiError(error, messageNotFound)) return undefined;
    throw error;
  }
};
