/** A consumer as a strategy sees it: how many more events it takes right now. */
export type Taker = { readonly free: number };

/** "wait": whoever it is meant for has no room, others may have. "full": nobody has room. */
export type Choice<C> = C | "wait" | "full";

/** Decides who gets the next event (eventstore-protocol.md, section 6.2). */
export type Strategy<C extends Taker> = {
  join(consumer: C): void;
  leave(consumer: C): void;
  choose(bucket: number): Choice<C>;
};
