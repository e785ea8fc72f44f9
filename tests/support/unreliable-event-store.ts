import {
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  OutcomeUnknown,
  StoreUnavailable,
} from "#application/ports/event-store.js";

export interface AppendCall {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
  /** Counts the appends from 0. */
  readonly nth: number;
}

/**
 * What goes wrong with an append. `dies…`: the process is gone from then on: none of its calls is ever answered.
 */
export type Fault = "answer lost" | "request lost" | "unavailable" | "dies before" | "dies after";

export interface UnreliableEventStore extends EventStore {
  readonly appends: readonly AppendCall[];
  /** Resolves when the process has died. */
  readonly death: Promise<void>;
  isDead(): boolean;
}

/** An event store as one process sees it, where appends go wrong when the test says so. */
export const unreliable = (
  inner: EventStore,
  faultOf: (append: AppendCall) => Fault | undefined | Promise<Fault | undefined>,
): UnreliableEventStore => {
  const appends: AppendCall[] = [];
  let isDead = false;
  let die = (): void => undefined;
  const death = new Promise<void>((resolve) => {
    die = () => {
      isDead = true;
      resolve();
    };
  });
  const never = (): Promise<never> => new Promise(() => undefined);
  const whileAlive = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (isDead) return never();
    const given = await ask();
    return isDead ? never() : given;
  };

  const append: EventStore["append"] = async (stream, expected, events) => {
    if (isDead) return never();
    const call = { stream, expected, events, nth: appends.length };
    appends.push(call);
    const fault = await faultOf(call);
    if (isDead) return never(); // another append of this process was its last
    switch (fault) {
      case "request lost":
        throw new OutcomeUnknown("no answer");
      case "unavailable":
        throw new StoreUnavailable("away");
      case "answer lost":
        await inner.append(stream, expected, events);
        throw new OutcomeUnknown("no answer");
      case "dies before":
        die();
        return never();
      case "dies after":
        await inner.append(stream, expected, events);
        die();
        return never();
      case undefined:
        return whileAlive(() => inner.append(stream, expected, events));
    }
  };

  return {
    appends,
    death,
    isDead: () => isDead,
    append,
    readStream: async function* (stream, options) {
      if (isDead) await never();
      yield* inner.readStream(stream, options);
    },
    readLast: (stream) => whileAlive(() => inner.readLast(stream)),
    readAll: (options) => inner.readAll(options),
    subscribeAll: (options) => inner.subscribeAll(options),
    keepLast: (stream, count) => whileAlive(() => inner.keepLast(stream, count)),
    close: () => inner.close(),
  };
};

/** Every one of these append numbers goes wrong in the same way. */
export const faultAt =
  (fault: Fault, ...numbers: readonly number[]) =>
  ({ nth }: AppendCall): Fault | undefined =>
    numbers.includes(nth) ? fault : undefined;
