import type { FastifyReply, FastifyRequest } from "fastify";
import type { CommandDefinition } from "#application/command.js";
import type { Ids } from "#application/id-blocks.js";
import { type Actor, system } from "#application/metadata.js";
import { actorKey, encodeToken, positionsOf, tokenHeader } from "#http/consistency.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { commandIdOf } from "#http/idempotency.js";

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Where a request takes new ids from: those of its earlier attempts first. */
export const idsOf = (request: FastifyRequest, { ids }: Pick<HttpDependencies, "ids">): Ids =>
  request.attempt?.ids ?? ids;

/**
 * Issues a command for the caller of a request and answers its result. What it wrote is remembered, so that the caller's
 * next query shows it, and told in the X-Consistency-Token header.
 */
export const issueFor = async <Input, Result>(
  deps: Pick<HttpDependencies, "issue" | "consistency">,
  { request, reply }: Exchange,
  command: CommandDefinition<Input, Result>,
  input: Input,
): Promise<Result> => {
  const actor: Actor = request.actor ?? system("http");
  const traceparent = traceparentOf(request);
  const { result, receipts } = await deps.issue(command, input, {
    commandId: commandIdOf(request),
    actor,
    correlationId: request.id,
    traceparent,
  });
  const positions = positionsOf(receipts);
  if (positions.size === 0) return result;
  await deps.consistency.remember(actorKey(actor), positions);
  reply.header(tokenHeader, encodeToken(positions));
  return result;
};

/** The W3C trace context of a request; anything of another shape stays out of the log for ever. */
const traceparentOf = (request: FastifyRequest): string | undefined => {
  const given = request.headers["traceparent"];
  return typeof given === "string" && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(given) ? given : undefined;
};
