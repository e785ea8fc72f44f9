import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Actor } from "#application/metadata.js";
import type { Receipt } from "#application/runner/contract.js";
import type { HttpDependencies, Positions } from "#http/dependencies.js";
import { InvalidInput } from "#http/validation.js";

export const tokenHeader = "x-consistency-token";

/** How an actor is called in the memory of last writes. */
export const actorKey = ({ kind, id }: Actor): string => `${kind}:${id}`;

/** The last position that a command has written in each stream category; none where it changed nothing. */
export const positionsOf = (receipts: readonly Receipt[]): Positions =>
  receipts.reduce(
    (all, { stream, position }) => (position === null ? all : advance(all, stream.split("-")[0] ?? stream, position)),
    new Map<string, bigint>(),
  );

const advance = (positions: Map<string, bigint>, category: string, position: bigint): Map<string, bigint> =>
  position > (positions.get(category) ?? -1n) ? positions.set(category, position) : positions;

/** `booking:1207,stock:1203`: opaque to clients, who only send back what they were given. */
export const encodeToken = (positions: Positions): string =>
  [...positions].map(([category, position]) => `${category}:${position}`).join(",");

/** The positions of a token. Throws InvalidInput, which names the header, for one that we never gave out. */
export const decodeToken = (token: string): Positions => {
  if (!/^[a-zA-Z]{1,20}:\d{1,19}(,[a-zA-Z]{1,20}:\d{1,19}){0,19}$/.test(token))
    throw new InvalidInput({ "X-Consistency-Token": ["Ce n'est pas un jeton donné par ce service"] });
  return new Map(
    token.split(",").map((part) => [part.slice(0, part.indexOf(":")), BigInt(part.slice(part.indexOf(":") + 1))]),
  );
};

/**
 * Before the handler of a route that names the projections it reads, waits until they show its caller's last writes, and
 * what an X-Consistency-Token asks for. Gives up after `readYourWritesTimeoutMs` and says so: `X-Consistency: stale`.
 */
export const waitForOwnWrites = (app: FastifyInstance, deps: HttpDependencies): void => {
  app.addHook("onRoute", (route) => {
    const reads = route.config?.reads;
    if (reads === undefined) return;
    const wait = (request: FastifyRequest, reply: FastifyReply) => waitFor(reads, request, reply, deps);
    route.preHandler = [...[route.preHandler ?? []].flat(), wait];
  });
};

/** Waits until these projections show the last writes of a request's caller; says so in a header when it gives up. */
export const waitFor = async (
  reads: readonly string[],
  request: FastifyRequest,
  reply: FastifyReply,
  { consistency, settings }: HttpDependencies,
): Promise<void> => {
  const asked = request.headers[tokenHeader];
  const own = request.actor ? await consistency.recall(actorKey(request.actor)) : new Map<string, bigint>();
  const positions = asked === undefined ? own : merge(own, decodeToken(String(asked)));
  if (positions.size === 0) return;
  if (!(await consistency.reached(reads, positions, settings.readYourWritesTimeoutMs)))
    reply.header("x-consistency", "stale");
};

const merge = (one: Positions, other: Positions): Positions =>
  [...other].reduce((all, [category, position]) => advance(all, category, position), new Map(one));
