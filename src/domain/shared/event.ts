import type { z } from "zod";

/** What an upcaster turns: the data of an older schema version into that of the next one. */
export type Upcaster = (data: unknown) => unknown;

/** One event type: today's schema, its version, and how each older version becomes the next (index 1 turns 1 into 2). */
export interface EventDefinition<S extends z.ZodType = z.ZodType> {
  readonly schemaVersion: number;
  readonly data: S;
  readonly upcasters?: Readonly<Record<number, Upcaster>>;
}

export type EventDefinitions = Readonly<Record<string, EventDefinition>>;

/** The union `{ type, data }` of the events that a table of definitions describes. */
export type EventOf<D extends EventDefinitions> = {
  [T in keyof D & string]: { readonly type: T; readonly data: z.infer<D[T]["data"]> };
}[keyof D & string];

/** The first version of an event. Later versions give `schemaVersion` and `upcasters` by hand. */
export const event = <S extends z.ZodType>(data: S): EventDefinition<S> => ({ schemaVersion: 1, data });

export interface AnyEvent {
  readonly type: string;
  readonly data: unknown;
}
