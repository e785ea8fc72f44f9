import type {
  PersistentSubscriptionToAll,
  PersistentSubscriptionToAllResolvedEvent,
  PersistentSubscriptionToStream,
  PersistentSubscriptionToStreamResolvedEvent,
} from "@eventstore/db-client";

export type Subscription = PersistentSubscriptionToStream | PersistentSubscriptionToAll;
export type Delivered = PersistentSubscriptionToStreamResolvedEvent | PersistentSubscriptionToAllResolvedEvent;

/** What a consumer of a group was given, in order. */
export type Consumed = {
  readonly events: Delivered[];
  /** The `n` of noted events, -1 for others. */
  readonly numbers: number[];
  /** Resolves when this many have come; rejects when the subscription fails before. */
  count(events: number): Promise<void>;
  readonly confirmed: Promise<void>;
  /** Rejects with the subscription's error. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
};

export type Answer = (event: Delivered, subscription: Subscription) => Promise<void> | void;

export const acknowledge: Answer = (event, subscription) => subscription.ack(event);
export const sayNothing: Answer = () => undefined;

/** Consumes a group and answers each event. */
export const consume = (subscription: Subscription, answer: Answer = acknowledge): Consumed => {
  const events: Delivered[] = [];
  const numbers: number[] = [];
  let failed: (error: unknown) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    failed = reject;
  });
  ended.catch(() => undefined); // looked at by those who wait for something
  const wakes = new Set<() => void>();
  const heard = new Promise<void>((resolve) => subscription.once("confirmation", resolve));
  const confirmed = Promise.race([heard, ended]);
  confirmed.catch(() => undefined);
  subscription.on("error", (error: Error) => failed(error));
  subscription.on("data", (event: Delivered) => {
    events.push(event);
    const { n = -1 } = (event.event?.data ?? {}) as { n?: number };
    numbers.push(n);
    for (const wake of wakes) wake();
    Promise.resolve(answer(event, subscription)).catch(failed);
  });

  return {
    events,
    numbers,
    confirmed,
    ended,
    count: async (wanted) => {
      let wake: () => void = () => undefined;
      const reached = new Promise<void>((resolve) => {
        wake = () => events.length >= wanted && resolve();
      });
      wakes.add(wake);
      wake();
      await Promise.race([reached, ended]).finally(() => wakes.delete(wake));
    },
    stop: () => subscription.unsubscribe(),
  };
};
