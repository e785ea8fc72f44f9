import type { AllStreamSubscription, ResolvedEvent, StreamSubscription } from "@eventstore/db-client";

/** What a subscription said, in order: "confirmed", "caught up", the `n` of noted events, the type of others. */
export type Watched = {
  readonly log: (string | number)[];
  /** Resolves when the entry is in the log; rejects when the subscription fails before. */
  until(entry: string | number): Promise<void>;
  /** Rejects with the subscription's error. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
};

/** Notes what a subscription delivers; with `stream`, only the events of that one. */
export const watch = (subscription: StreamSubscription | AllStreamSubscription, stream?: string): Watched => {
  const log: (string | number)[] = [];
  let failed: (error: Error) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    failed = reject;
  });
  ended.catch(() => undefined); // looked at by those who wait for something
  let wake = (): void => undefined;
  const note = (entry: string | number): void => {
    log.push(entry);
    wake();
  };
  subscription.on("error", (error: Error) => failed(error));
  subscription.on("confirmation", () => note("confirmed"));
  subscription.on("caughtUp", () => note("caught up"));
  subscription.on("data", ({ event }: ResolvedEvent) => {
    if (event === undefined || (stream !== undefined && event.streamId !== stream)) return;
    const { n } = (event.data ?? {}) as { n?: number };
    note(n ?? event.type);
  });

  return {
    log,
    ended,
    until: async (entry) => {
      while (!log.includes(entry)) {
        await Promise.race([
          ended,
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
        ]);
      }
    },
    stop: () => subscription.unsubscribe(),
  };
};
