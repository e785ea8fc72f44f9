import { expect } from "vitest";
import { definitionOf } from "#domain/event-catalogue.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import type { AnyEvent } from "#domain/shared/event.js";
import { Refusal, type RefusalCode } from "#domain/shared/refusal.js";

/** Given what happened, when somebody asks, then these facts, nothing, or a refusal follow. */
export const specification =
  <State, Command, Event extends AnyEvent>({ initial, decide, evolve }: Aggregate<State, Command, Event>) =>
  (...history: readonly Event[]) => {
    const state = history.reduce(evolve, initial);
    return {
      /** What is known after this history. */
      state,
      when: (command: Command) => ({
        /** Exactly these facts, each as its schema allows it, and foldable. */
        // biome-ignore lint/suspicious/noThenProperty: it reads as Given, When, Then, and nobody awaits it
        then: (...facts: readonly Event[]) => {
          const decided = decide(command, state);
          expect(decided).toEqual(facts);
          for (const { type, data } of decided) expect(definitionOf(type).data.parse(data)).toEqual(data);
          decided.reduce(evolve, state);
        },
        thenNothing: () => expect(decide(command, state)).toEqual([]),
        /** `facts`, where given, must be among those of the refusal. */
        thenRefused: (code: RefusalCode, facts: Readonly<Record<string, unknown>> = {}) => {
          const refusal = refusalOf(() => decide(command, state));
          expect(refusal.code).toBe(code);
          expect(refusal.facts).toMatchObject(facts);
        },
      }),
    };
  };

/** The refusal that something ends with. Fails where it does not, or ends with another error. */
export const refusalOf = (ask: () => unknown): Refusal => {
  try {
    ask();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("It was not refused");
};
