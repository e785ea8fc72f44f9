import { setTimeout as pause } from "node:timers/promises";
import { waitFor } from "#http/consistency.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import type { Exchange } from "#http/issuing.js";
import type { Query } from "#projections/define-query.js";

const notShownYet = "C'est enregistré, mais pas encore visible : rechargez dans un instant.";
const pauseMs = 20;

/**
 * Asks for something that is known to exist: what a command of the same request has just written, or what the write side
 * holds already. Where somebody else wrote it a moment ago, it asks again until the read models show it. Where they take
 * longer than `readYourWritesTimeoutMs`, it answers an honest 503: nothing is lost.
 */
export const askUntilShown = async <Args, Answer>(
  deps: HttpDependencies,
  { request, reply }: Exchange,
  query: Query<Args, Answer>,
  args: Args,
): Promise<NonNullable<Answer>> => {
  await waitFor(query.reads, request, reply, deps);
  const end = performance.now() + deps.settings.readYourWritesTimeoutMs;
  for (;;) {
    const answer = await query.run(deps.pool, args);
    if (answer !== null && answer !== undefined) return answer;
    if (performance.now() >= end) throw new HttpError(503, { global: [notShownYet] }, { "retry-after": "2" });
    await pause(pauseMs);
  }
};
