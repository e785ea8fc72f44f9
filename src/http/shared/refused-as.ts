import { Refusal } from "#domain/shared/refusal.js";
import { HttpError } from "#http/errors/http-error.js";
import type { RefusalTable } from "#http/errors/refusals.js";

/** Answers that one route gives in other words, or with another status, than the rest of its audience. */
export type RouteAnswers = Partial<RefusalTable>;

/** Does the work; a refusal that this route answers in its own way becomes that answer, any other goes on. */
export const refusedAs = async <T>(answers: RouteAnswers, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const answer = error instanceof Refusal ? answers[error.code] : undefined;
    if (!(error instanceof Refusal) || answer === undefined) throw error;
    const { status, body } = typeof answer === "function" ? answer(error.facts) : answer;
    throw new HttpError(status, body);
  }
};
