import { readEvent, UnreadableEvent } from "#domain/event-catalogue.js";
import { cloudEvent } from "#infrastructure/nats/cloud-event.js";
import { isPublicEvent, type WorkerEvent } from "#workers/worker.js";

/**
 * Reads a published message. Data of an older version is brought to today's shape. Throws UnreadableEvent for what is no
 * event of ours.
 */
export const readWorkerEvent = (body: string): WorkerEvent => {
  const message = cloudEvent.safeParse(parseJson(body));
  if (!message.success) throw new UnreadableEvent("The message is not one of our CloudEvents");
  const { id, type, subject, time, schemaversion, logposition, data } = message.data;
  const event = readEvent(type, schemaversion, data);
  if (!isPublicEvent(event)) throw new UnreadableEvent(`${type} is not a public event`);
  return {
    ...event,
    id,
    subject,
    occurredAt: time,
    position: BigInt(logposition),
    correlationId: message.data.correlationid,
    causationId: message.data.causationid,
    traceparent: message.data.traceparent,
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
