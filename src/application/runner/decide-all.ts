import { deterministicId } from "#application/deterministic-id.js";
import type { EventMetadata } from "#application/metadata.js";
import type { NewEvent } from "#application/ports/event-store.js";
import type { Envelope, Receipt } from "#application/runner/contract.js";
import { definitionOf } from "#domain/event-catalogue.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import type { AnyEvent } from "#domain/shared/event.js";
import type { Instant } from "#domain/shared/values.js";

/** A command whose asker waits. */
export interface Waiting<Command, Event extends AnyEvent> {
  readonly command: Command;
  readonly envelope: Envelope;
  readonly isNew: boolean;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: unknown) => void;
  /** Never there: keeps the event type with the command type. */
  readonly events?: readonly Event[];
}

interface Decided<State> {
  /** All that the batch appends, in order. */
  readonly events: readonly NewEvent[];
  /** The state once they are appended. */
  readonly state: State;
  /** Gives each asker its answer, once the events are durable: the receipt, or the refusal. */
  readonly answers: readonly ((receipt: Receipt) => void)[];
  readonly hasRefusals: boolean;
}

const metadataOf = (type: string, envelope: Envelope, occurredAt: Instant): EventMetadata => ({
  $correlationId: envelope.correlationId,
  $causationId: envelope.causationId ?? envelope.commandId,
  commandId: envelope.commandId,
  occurredAt,
  actor: envelope.actor,
  schemaVersion: definitionOf(type).schemaVersion,
  ...(envelope.traceparent === undefined ? {} : { traceparent: envelope.traceparent }),
});

/** Checks an event against its schema before it becomes history. */
const newEvent = ({ type, data }: AnyEvent, index: number, envelope: Envelope, occurredAt: Instant): NewEvent => ({
  id: deterministicId(envelope.commandId, index),
  type,
  data: definitionOf(type).data.parse(data),
  metadata: metadataOf(type, envelope, occurredAt),
});

/**
 * Decides waiting commands one after another, each on the state that those before it leave. A refusal is that asker's
 * alone. Nobody is answered here: a later command may have been decided on the facts of an earlier one, so all wait for
 * the append.
 */
export const decideAll = <State, Command, Event extends AnyEvent>(
  aggregate: Aggregate<State, Command, Event>,
  known: State,
  batch: readonly Waiting<Command, Event>[],
  occurredAt: Instant,
): Decided<State> => {
  let state = known;
  let hasRefusals = false;
  const events: NewEvent[] = [];
  const answers = batch.map(({ command, envelope, resolve, reject }) => {
    try {
      const decided = aggregate.decide(command, state);
      const appended = decided.map((event, index) => newEvent(event, index, envelope, occurredAt));
      state = decided.reduce(aggregate.evolve, state);
      events.push(...appended);
      return resolve;
    } catch (error) {
      hasRefusals = true;
      return () => reject(error);
    }
  });
  return { events, state, answers, hasRefusals };
};
