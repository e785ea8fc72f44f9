import type { AnyEvent, EventDefinitions } from "#domain/shared/event.js";

/**
 * How one noun decides and remembers. `decide` answers with facts or throws a Refusal; asked the same again it answers
 * with an empty list. `evolve` never refuses. Both are pure: instants and ids arrive in the command.
 */
export interface Aggregate<State, Command, Event extends AnyEvent> {
  /** The stream category: `stock` for `stock-77`. No dash. */
  readonly category: string;
  readonly events: EventDefinitions;
  readonly initial: State;
  readonly decide: (command: Command, state: State) => readonly Event[];
  readonly evolve: (state: State, event: Event) => State;
  /** Present on aggregates whose streams grow long. A changed state shape is a new `version`: older snapshots are ignored. */
  readonly snapshot?: SnapshotCodec<State>;
}

export interface SnapshotCodec<State> {
  readonly version: number;
  readonly encode: (state: State) => unknown;
  readonly decode: (data: unknown) => State;
}

/** The stream of one aggregate: category, dash, id. */
export const streamOf = (aggregate: { readonly category: string }, id: number | string): string =>
  `${aggregate.category}-${id}`;
