import { randomUUID } from "node:crypto";
import cookie from "@fastify/cookie";
import fastify, { type FastifyInstance, type FastifyPluginAsync } from "fastify";
import { guardRoutes, houseAccess } from "#http/access.js";
import { mountAudience } from "#http/audience.js";
import { audiences } from "#http/audiences.js";
import { readJsonBodies } from "#http/body.js";
import { dropAnsweredConnections } from "#http/closing.js";
import { allowOrigins } from "#http/cors.js";
import { keepDeadlines } from "#http/deadline.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { serveDocs } from "#http/docs.js";
import { errorHandler } from "#http/errors/error-handler.js";
import { sendSecurityHeaders, withSecurityHeaders } from "#http/headers.js";
import { serveHealth } from "#http/health.js";
import { measureRequests, serveMetrics } from "#http/metrics.js";
import { answerUnknownRoutes } from "#http/not-found.js";
import { limitRates } from "#http/rate-limits.js";
import { logRequests } from "#http/request-log.js";
import { serializerCompiler } from "#http/serialisation.js";
import { validatorCompiler } from "#http/validation.js";

/** The HTTP server with all audiences, ready to listen or to be injected. The caller closes it. */
export const buildServer = async (deps: HttpDependencies): Promise<FastifyInstance> => {
  const { settings, logger } = deps;
  const server = fastify({
    bodyLimit: settings.bodyLimitBytes,
    trustProxy: settings.trustProxy,
    requestIdHeader: false,
    genReqId: (request) => requestIdOf(request.headers["x-request-id"] ?? request.headers["request-id"]),
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => errorHandler(deps)(error, request, withSecurityHeaders(reply)),
  });
  server.decorateRequest("actor", null);
  server.decorateRequest("attempt", null);
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler(settings.checkAnswers));
  server.setErrorHandler(errorHandler(deps));
  readJsonBodies(server);
  answerUnknownRoutes(server);
  keepDeadlines(server, settings.requestTimeoutMs);
  dropAnsweredConnections(server);
  sendSecurityHeaders(server);
  logRequests(server, logger);
  await server.register(cookie);
  await allowOrigins(server, settings);
  await limitRates(server, deps);
  await serveHouse(server, deps);
  for (const audience of audiences) await mountAudience(server, audience, deps);
  return server;
};

/** What belongs to no audience: health, metrics, documents. */
const serveHouse = async (server: FastifyInstance, deps: HttpDependencies): Promise<void> => {
  const metrics = measureRequests(server);
  const routes: FastifyPluginAsync = async (house) => {
    guardRoutes(house, houseAccess, new Map());
    serveMetrics(house, metrics);
    serveHealth(house, deps);
    await serveDocs(house, audiences);
  };
  await server.register(routes);
};

/** The caller's request id where it is a plain word, else a new one. It stands in logs and in the metadata of events. */
const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === "string" && /^[\w-]{8,80}$/.test(given) ? given : randomUUID();
