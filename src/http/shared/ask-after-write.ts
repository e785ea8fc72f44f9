import { waitFor } from "#http/consistency.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import type { Exchange } from "#http/issuing.js";
import type { Query } from "#projections/define-query.js";

const notShownYet = "C'est enregistré, mais pas encore visible : rechargez dans un instant.";

/**
 * Asks for what a command of the same request has just written, once the read models show it. Where they take too long
 * to show it at all, answers an honest 503: nothing is lost.
 */
export const askAfterWrite = async <Args, Answer>(
  deps: HttpDependencies,
  { request, reply }: Exchange,
  query: Query<Args, Answer>,
  args: Args,
): Promise<NonNullable<Answer>> => {
  await waitFor(query.reads, request, reply, deps);
  const answer = await query.run(deps.pool, args);
  if (answer === null || answer === undefined)
    throw new HttpError(503, { global: [notShownYet] }, { "retry-after": "2" });
  return answer;
};
