/** What the house asks of its event store. Positions and revisions are 64-bit: bigint, never number. */
export interface EventStore {
  /**
   * Appends all events or none. Resolves once they are durable. The same ids in the same order at the same expected
   * revision are recognised as a repetition and answered like the first time.
   * Throws WrongExpectedRevision, OutcomeUnknown (it may or may not have been written), StoreUnavailable (it was not).
   */
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended>;
  /** The events of a stream in order, from a revision on (inclusive, default the first). A stream that does not exist has none. */
  readStream(stream: string, options?: { readonly from?: bigint }): AsyncIterable<StoredEvent>;
  /** The last event of a stream, if there is one. */
  readLast(stream: string): Promise<StoredEvent | undefined>;
  /** Every event after a position in log order, optionally only of these stream categories, up to the end as it is now. */
  readAll(options?: AllOptions): AsyncIterable<StoredEvent>;
  /** Like readAll, then for ever: history, then what is appended. Ends by throwing, or when the signal aborts. */
  subscribeAll(options: AllOptions & { readonly signal: AbortSignal }): AsyncIterable<FeedItem>;
  /** Keeps only the last `count` events of a stream readable. */
  keepLast(stream: string, count: number): Promise<void>;
  close(): Promise<void>;
}

/** The revision of a stream's last event as the writer knows it, or "none" for a stream that must not exist, or "any". */
export type ExpectedRevision = bigint | "none" | "any";

export interface NewEvent {
  /** A uuid. */
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

export interface Appended {
  readonly revision: bigint;
  /** Of the last event written. */
  readonly position: bigint;
}

export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly created: Date;
}

export interface AllOptions {
  /** Exclusive; none begins with the first event, "end" hears only of what is appended from now on. */
  readonly after?: bigint | "end" | undefined;
  /** Stream categories (`stock`, `booking`); none means all events that are not the store's own. */
  readonly categories?: readonly string[] | undefined;
}

/** `checkpoint`: everything up to this position was looked at. `caught_up`: history is over, live events follow. */
export type FeedItem =
  | { readonly kind: "event"; readonly event: StoredEvent }
  | { readonly kind: "checkpoint"; readonly position: bigint }
  | { readonly kind: "caught_up" };

export class WrongExpectedRevision extends Error {
  override readonly name = "WrongExpectedRevision";
  constructor(stream: string) {
    super(`Somebody else appended to ${stream} meanwhile`);
  }
}

/** The store did not say whether it wrote: the same events may be sent again, others must not. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";
}

/** The store cannot be reached, or refuses to work now. Nothing was written. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
