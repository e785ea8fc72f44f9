import { z } from "zod";
import { eventMetadata } from "#application/metadata.js";
import type { StoredEvent } from "#application/ports/event-store.js";
import { definitionOf, readEvent, UnreadableEvent } from "#domain/event-catalogue.js";
import { publicStream, subjectOf } from "#infrastructure/nats/subject.js";

/** The headers of a published event that are ours. `Nats-Msg-Id` carries the event id. */
export const headerNames = {
  position: "Culture-Log-Position",
  type: "Culture-Event-Type",
  schemaVersion: "Culture-Schema-Version",
  traceparent: "traceparent",
} as const;

/** A CloudEvents 1.0 structured message, as it stands in CULTURE_EVENTS. `data` is the event by its own schema. */
export const cloudEvent = z.object({
  specversion: z.literal("1.0"),
  id: z.string().describe("The event's id: the same fact always has the same one"),
  source: z.string().describe("Who tells it; together with the id it is unique"),
  type: z.string().describe("The event type, such as BookingConfirmed"),
  subject: z.string().describe("What it is about, such as booking-1001"),
  time: z.string().describe("When it happened, UTC, ISO 8601 with milliseconds"),
  datacontenttype: z.literal("application/json"),
  data: z.unknown().describe("The fact, by the schema of its type"),
  schemaversion: z.int().positive().describe("Version of the schema of the data"),
  logposition: z.string().regex(/^\d+$/).describe("Position in the event log, a 64-bit number; grows with every event"),
  correlationid: z.string().optional().describe("Shared by everything that one request caused"),
  causationid: z.string().optional().describe("The command or event that caused this one"),
  traceparent: z.string().optional().describe("W3C trace context"),
});
export type CloudEvent = z.infer<typeof cloudEvent>;

/** An event as it is published: everything but the place in the stream. */
export interface OutgoingEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly position: bigint;
  readonly created: Date;
  readonly schemaVersion: number;
  readonly traceparent: string | undefined;
  readonly body: string;
}

// A correlation id may come from a client: only what looks like an id goes out, never a name or an address.
const identifier = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\w:-]{1,64}$/.test(text) ? text : undefined;

/**
 * Makes the public message of a stored event. The data is read by the catalogue's schema: it goes out in today's shape and
 * without any key that the schema does not know. Throws UnreadableEvent for what today's code cannot read, and refuses
 * streams that are not public.
 */
export const toOutgoing = (stored: StoredEvent, source: string): OutgoingEvent => {
  const { noun, id } = publicStream(stored.stream);
  const metadata = eventMetadata.safeParse(stored.metadata);
  if (!metadata.success) throw new UnreadableEvent(`${stored.type} ${stored.id} has metadata that cannot be read`);
  const { schemaVersion, traceparent, occurredAt, $correlationId, $causationId } = metadata.data;
  const event = readEvent(stored.type, schemaVersion, stored.data);
  const version = definitionOf(stored.type).schemaVersion;
  const message: CloudEvent = {
    specversion: "1.0",
    id: stored.id,
    source,
    type: stored.type,
    subject: stored.stream,
    time: occurredAt,
    datacontenttype: "application/json",
    schemaversion: version,
    logposition: stored.position.toString(),
    correlationid: identifier($correlationId),
    causationid: identifier($causationId),
    traceparent,
    data: event.data,
  };
  return {
    id: stored.id,
    type: stored.type,
    subject: subjectOf(noun, stored.type, id),
    position: stored.position,
    created: stored.created,
    schemaVersion: version,
    traceparent,
    body: JSON.stringify(message),
  };
};
