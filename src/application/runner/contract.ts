import type { Actor } from "#application/metadata.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import type { AnyEvent } from "#domain/shared/event.js";

/** Who asks, and what makes the request recognisable when it comes again. */
export interface Envelope {
  /** A uuid. The ids of the events derive from it: sent again, the same command is the same append. */
  readonly commandId: string;
  readonly actor: Actor;
  /** One for all that a request sets in motion. */
  readonly correlationId: string;
  /** The event or command that led to this one; none for what comes from outside. */
  readonly causationId?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** Where a command's facts stand. A command that changed nothing answers the revision it looked at, and no position. */
export interface Receipt {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint | null;
}

export interface RunOptions {
  /** The stream should not exist yet: saves the read that would find nothing. Wrong is harmless, only slower. */
  readonly isNew?: boolean;
}

export interface LoadOptions {
  /** Asks the store where the state is more than a second old; ask so before you refuse. */
  readonly fresh?: boolean;
  /** While the store is away, answers what this process knew last, however old: to recognise who only wants to read. */
  readonly orLastKnown?: boolean;
}

export interface Runner {
  /**
   * Decides one command on one stream and appends what was decided. Resolves once it is durable. Throws Refusal,
   * StoreUnavailable (nothing was written), OutcomeUnknown (send the same command again), TooMuchContention.
   */
  run<State, Command, Event extends AnyEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: number | string,
    command: Command,
    envelope: Envelope,
    options?: RunOptions,
  ): Promise<Receipt>;
  /**
   * The state of an aggregate as this process knows it: what it wrote itself, and what the feed of others' changes has
   * brought. Throws StoreUnavailable where it would have to ask a store that is away.
   */
  load<State, Command, Event extends AnyEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: number | string,
    options?: LoadOptions,
  ): Promise<State>;
  /** Stops following the changes of other processes. */
  close(): void;
}

/** Others kept writing to the stream; the command was not carried out. */
export class TooMuchContention extends Error {
  override readonly name = "TooMuchContention";
}
