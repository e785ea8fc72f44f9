import type { AllStreamRecordedEvent, EventData, RecordedEvent } from "@eventstore/db-client";
import { jsonEvent } from "@eventstore/db-client";
import type { NewEvent, StoredEvent } from "#application/ports/event-store.js";

type Recorded = RecordedEvent | AllStreamRecordedEvent;

/** An event as the client read it. `position` is filled for streams too, by every server since 22.6. */
export const stored = (event: Recorded): StoredEvent => ({
  id: event.id,
  type: event.type,
  stream: event.streamId,
  revision: event.revision,
  position: event.position?.commit ?? -1n,
  data: event.data,
  metadata: event.metadata,
  created: event.created,
});

export const toClientEvent = ({ id, type, data, metadata }: NewEvent): EventData =>
  // The client's types ask for JSON values; what deciders answer is made of nothing else.
  jsonEvent({ id, type, data: data as Record<string, unknown>, metadata: metadata as Record<string, unknown> });
