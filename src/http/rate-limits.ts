import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest, preHandlerAsyncHookHandler } from "fastify";
import { emailHash } from "#application/email-hash.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";

/** Rate limits, off by default: a route asks for its own. Counted in Redis where there is one, else in this process. */
export const limitRates = async (server: FastifyInstance, { redis }: HttpDependencies): Promise<void> => {
  await server.register(rateLimit, { global: false, ...(redis ? { redis, skipOnError: true } : {}) });
};

/**
 * Before a sign-in: so many attempts a minute from one address, and for one identifier wherever it comes from. The
 * identifier is hashed, however it is written, so that the counter holds nobody's address.
 */
export const limitSignins = (
  server: FastifyInstance,
  perMinute: number,
  identifierOf: (body: unknown) => string,
): readonly preHandlerAsyncHookHandler[] => [
  limit(server, perMinute, (request) => `address:${request.ip}`),
  limit(server, perMinute, (request) => `identifier:${emailHash(identifierOf(request.body))}`),
];

const limit = (
  server: FastifyInstance,
  max: number,
  keyGenerator: (request: FastifyRequest) => string,
): preHandlerAsyncHookHandler => {
  const check = server.createRateLimit({ max, timeWindow: "1 minute", keyGenerator });
  return async (request) => {
    const counted = await check(request);
    if (counted.isAllowed || !counted.isExceeded) return;
    const seconds = String(counted.ttlInSeconds);
    throw new HttpError(429, { global: ["Trop de tentatives : réessayez plus tard"] }, { "retry-after": seconds });
  };
};
