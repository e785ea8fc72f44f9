import type { Refusal, RefusalCode } from "#domain/shared/refusal.js";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** How one audience answers each refusal: a fixed answer, or one made from the refusal's facts. A missing code does not compile. */
export type RefusalTable = Readonly<Record<RefusalCode, Answer | ((facts: Refusal["facts"]) => Answer)>>;

export const answerRefusal = (table: RefusalTable, refusal: Refusal): Answer => {
  const answer = table[refusal.code];
  return typeof answer === "function" ? answer(refusal.facts) : answer;
};
