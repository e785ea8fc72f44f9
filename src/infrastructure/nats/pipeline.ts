import { createInbox, headers, type Msg, type MsgHdrs, type NatsConnection } from "nats";
import { z } from "zod";
import { headerNames, type OutgoingEvent } from "#infrastructure/nats/cloud-event.js";
import type { Checkpoint } from "#infrastructure/nats/lease.js";
import type { ResumePoint } from "#infrastructure/nats/resume-point.js";

/** How much may be on its way to the server without an acknowledgement. */
const windowMessages = 4_096;
const windowBytes = 4 * 1024 * 1024;
/** An acknowledgement is asked for at least this often, so that the window moves on smoothly. */
const groupMessages = 128;
const groupBytes = 256 * 1024;
/** Milliseconds after which a silent server is given up. */
const acknowledgementTimeout = 10_000;

const acknowledgement = z.object({
  seq: z.int().min(0).optional(),
  error: z.object({ description: z.string().optional(), err_code: z.int().optional() }).optional(),
});

/** Messages up to and including one whose acknowledgement was asked for. */
interface Group {
  readonly sequence: number;
  readonly position: bigint;
  readonly bytes: number;
  /** When the oldest event of the group was appended to the log, and when the group was sent. */
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
  let lastSequence = start.sequence;
  let sentBytes = 0;
  let acknowledged = { sequence: start.sequence, bytes: 0 };
  let stored: Checkpoint | undefined;
  const groups: Group[] = [];
  let open: { readonly first: number; readonly bytes: number; readonly oldest: Date } | undefined;
  let held: OutgoingEvent | undefined;
  let askSoon: NodeJS.Immediate | undefined;
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
      for (let group = groups[0]; group !== undefined && group.sequence <= sequence; group = groups[0]) {
        groups.shift();
        acknowledged = group;
        stored = { sequence: group.sequence, position: group.position };
      }
      wakeUp();
    } catch (refused) {
      fail(refused);
    }
  };

  const subscription = connection.subscribe(`${inbox}.*`, { callback: receive });
  const watchdog = setInterval(() => {
    const oldest = groups[0];
    if (oldest !== undefined && performance.now() - oldest.sentAt > acknowledgementTimeout)
      fail(new Error(`NATS has not acknowledged anything for ${acknowledgementTimeout / 1000} s`));
  }, 1_000);
  watchdog.unref();
  void connection.closed().then((error) => fail(error ?? new Error("The connection to NATS closed")));

  /** Sends the event that was held back; with a reply subject when its acknowledgement is wanted. */
  const send = (event: OutgoingEvent, ask: boolean): void => {
    held = undefined;
    const message = headersOf(event, lastSequence);
    lastSequence += 1;
    sentBytes += event.body.length;
    open ??= { first: lastSequence, bytes: sentBytes, oldest: event.created };
    const full = lastSequence - open.first >= groupMessages || sentBytes - open.bytes > groupBytes;
    const asking = ask || full;
    if (asking) {
      groups.push({
        sequence: lastSequence,
        position: event.position,
        bytes: sentBytes,
        oldest: open.oldest,
        sentAt: performance.now(),
      });
      open = undefined;
    }
    const reply = asking ? { reply: `${inbox}.${lastSequence}` } : {};
    connection.publish(event.subject, event.body, { headers: message, ...reply });
  };

  const flush = (): void => {
    askSoon = undefined;
    if (held === undefined || failure.signal.aborted) return;
    try {
      send(held, true);
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

  const hasRoom = (): boolean =>
    lastSequence - acknowledged.sequence < windowMessages && sentBytes - acknowledged.bytes < windowBytes;

  return {
    publish: (event) => {
      failure.signal.throwIfAborted();
      // One event is held back until the next arrives or there is none at hand: only the last of a burst asks.
      if (held !== undefined) send(held, false);
      held = event;
      askSoon ??= setImmediate(flush);
      return hasRoom() ? undefined : until(hasRoom);
    },
    settle: async () => {
      flush();
      await until(() => held === undefined && acknowledged.sequence === lastSequence);
    },
    stored: () => stored,
    storedCount: () => acknowledged.sequence - start.sequence,
    inFlight: () => lastSequence - acknowledged.sequence + (held === undefined ? 0 : 1),
    oldestInFlight: () => groups[0]?.oldest ?? open?.oldest ?? held?.created,
    failed: failure.signal,
    close: () => {
      clearInterval(watchdog);
      if (askSoon !== undefined) clearImmediate(askSoon);
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
