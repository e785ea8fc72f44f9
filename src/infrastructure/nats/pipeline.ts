import { createInbox, headers, type Msg, type MsgHdrs, type NatsConnection } from "nats";
import { z } from "zod";
import { headerNames, type OutgoingEvent } from "#infrastructure/nats/cloud-event.js";
import type { Checkpoint } from "#infrastructure/nats/lease.js";
import type { ResumePoint } from "#infrastructure/nats/resume-point.js";

/** How much may be on its way to the server without an acknowledgement. */
const windowMessages = 4_096;
const windowBytes = 4 * 1024 * 1024;
/** At most so much is sent in one burst, whose last message asks for an acknowledgement. */
const burstMessages = 128;
const burstBytes = 128 * 1024;
/** Milliseconds after which a silent server is given up. */
const acknowledgementTimeout = 10_000;

const acknowledgement = z.object({
  seq: z.int().min(0).optional(),
  error: z.object({ description: z.string().optional(), err_code: z.int().optional() }).optional(),
});

/** Messages that were sent together. The acknowledgement of the last speaks for all. */
interface Burst {
  readonly sequence: number;
  readonly position: bigint;
  readonly bytes: number;
  /** When its oldest event was appended to the log, and when it was sent. */
  readonly oldest: Date;
  readonly sentAt: number;
}

export interface Pipeline {
  /** Sends an event after all earlier ones. Resolves as soon as there is room for another. Throws once the pipeline failed. */
  publish(event: OutgoingEvent): Promise<void> | undefined;
  /** Resolves when everything sent is stored. Throws when it failed, or when the server is silent. */
  settle(): Promise<void>;
  /** The last event that is surely stored. */
  stored(): Checkpoint | undefined;
  /** How many events are surely stored since the start. */
  storedCount(): number;
  inFlight(): number;
  /** When the oldest event that is not surely stored was appended. */
  oldestInFlight(): Date | undefined;
  /** Aborted, with the reason, when the pipeline failed. Nothing can be published any more; start again from the stream. */
  readonly failed: AbortSignal;
  close(): void;
}

/**
 * Publishes events one after another without waiting for each. Every message names the sequence that it must follow
 * (`Nats-Expected-Last-Sequence`), which makes three things true whatever gets lost or repeated on the way:
 *
 * - Order without gaps: when one message is not stored, the server refuses all after it.
 * - One acknowledgement speaks for all messages before it, so only some are asked for.
 * - Two relays, or a message that arrives late, do no harm: the place in the stream of each event follows from the log
 *   alone, so that the second to arrive is a duplicate or is refused.
 */
export const openPipeline = (connection: NatsConnection, start: ResumePoint): Pipeline => {
  const failure = new AbortController();
  const inbox = createInbox();
  const sent: Burst[] = [];
  let next: OutgoingEvent[] = [];
  let nextBytes = 0;
  let lastSequence = start.sequence;
  let sentBytes = 0;
  let acknowledged = { sequence: start.sequence, bytes: 0 };
  let stored: Checkpoint | undefined;
  let sendSoon: NodeJS.Immediate | undefined;
  let wake: (() => void) | undefined;

  const wakeUp = (): void => {
    wake?.();
    wake = undefined;
  };
  const fail = (reason: unknown): void => {
    if (!failure.signal.aborted) failure.abort(reason);
    wakeUp();
  };

  const receive = (error: Error | null, message: Msg): void => {
    try {
      if (error !== null) throw error;
      const sequence = Number(message.subject.slice(inbox.length + 1));
      checkAcknowledgement(message, sequence);
      for (let burst = sent[0]; burst !== undefined && burst.sequence <= sequence; burst = sent[0]) {
        sent.shift();
        acknowledged = burst;
        stored = { sequence: burst.sequence, position: burst.position };
      }
      wakeUp();
    } catch (refused) {
      fail(refused);
    }
  };

  const subscription = connection.subscribe(`${inbox}.*`, { callback: receive });
  const watchdog = setInterval(() => {
    const oldest = sent[0];
    if (oldest !== undefined && performance.now() - oldest.sentAt > acknowledgementTimeout)
      fail(new Error(`NATS has not acknowledged anything for ${acknowledgementTimeout / 1000} s`));
  }, 1_000);
  watchdog.unref();
  void connection.closed().then((error) => fail(error ?? new Error("The connection to NATS closed")));

  const send = (event: OutgoingEvent, ask: boolean): void => {
    const message = headersOf(event, lastSequence);
    lastSequence += 1;
    sentBytes += event.body.length;
    const reply = ask ? { reply: `${inbox}.${lastSequence}` } : {};
    connection.publish(event.subject, event.body, { headers: message, ...reply });
  };

  /** In one go, so that the client writes to its socket once and not once a message. */
  const sendBurst = (): void => {
    if (sendSoon !== undefined) clearImmediate(sendSoon);
    sendSoon = undefined;
    const [first] = next;
    const last = next.at(-1);
    if (first === undefined || last === undefined || failure.signal.aborted) return;
    try {
      for (const event of next) send(event, event === last);
      const { position } = last;
      const { created: oldest } = first;
      sent.push({ sequence: lastSequence, position, bytes: sentBytes, oldest, sentAt: performance.now() });
      next = [];
      nextBytes = 0;
    } catch (error) {
      fail(error);
    }
  };

  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) {
      failure.signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    failure.signal.throwIfAborted();
  };

  const unacknowledged = (): number => lastSequence - acknowledged.sequence + next.length;
  const hasRoom = (): boolean => unacknowledged() < windowMessages && sentBytes - acknowledged.bytes < windowBytes;

  return {
    publish: (event) => {
      failure.signal.throwIfAborted();
      next.push(event);
      nextBytes += event.body.length;
      if (next.length >= burstMessages || nextBytes >= burstBytes) sendBurst();
      else sendSoon ??= setImmediate(sendBurst); // nothing more is at hand: what is there goes out
      return hasRoom() ? undefined : until(hasRoom);
    },
    settle: async () => {
      sendBurst();
      await until(() => unacknowledged() === 0);
    },
    stored: () => stored,
    storedCount: () => acknowledged.sequence - start.sequence,
    inFlight: unacknowledged,
    oldestInFlight: () => sent[0]?.oldest ?? next[0]?.created,
    failed: failure.signal,
    close: () => {
      clearInterval(watchdog);
      if (sendSoon !== undefined) clearImmediate(sendSoon);
      subscription.unsubscribe();
    },
  };
};

const headersOf = (event: OutgoingEvent, follows: number): MsgHdrs => {
  const message = headers();
  message.set("Nats-Msg-Id", event.id);
  message.set("Nats-Expected-Last-Sequence", String(follows));
  message.set(headerNames.position, event.position.toString());
  message.set(headerNames.type, event.type);
  message.set(headerNames.schemaVersion, String(event.schemaVersion));
  if (event.traceparent !== undefined) message.set(headerNames.traceparent, event.traceparent);
  return message;
};

/** Throws unless the server says that the message stands at its sequence. */
const checkAcknowledgement = (message: Msg, sequence: number): void => {
  if (message.headers?.code === 503) throw new Error("NATS has no JetStream stream for the events");
  const { seq, error } = acknowledgement.parse(message.json());
  if (error !== undefined) throw new Error(`NATS refused the event for sequence ${sequence}: ${error.description}`);
  // A duplicate is fine, as long as it stands where it must.
  if (seq !== sequence) throw new Error(`NATS stored at sequence ${seq} what belongs at ${sequence}`);
};
