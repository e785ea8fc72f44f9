import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "#application/ports/logger.js";
import { redactAddress, redactPath, redactQuery } from "#http/errors/redact.js";

/** One line for each request, with the extras of operations.md, section 8, and nobody's name, address or token. */
export const logRequests = (server: FastifyInstance, logger: Logger): void => {
  server.addHook("onResponse", async (request, reply) => {
    logger.info(extraOf(request, reply), `HTTP request at ${request.routeOptions.url ?? "no route"}`);
  });
};

const extraOf = (request: FastifyRequest, reply: FastifyReply): object => ({
  statusCode: reply.statusCode,
  method: request.method,
  route: request.routeOptions.url ?? null,
  path: redactPath(request.url, request.routeOptions.url),
  queryParams: redactQuery(request.query),
  size: Number(reply.getHeader("content-length") ?? 0),
  deviceId: headerOf(request, "device-id"),
  sourceIp: redactAddress(request.ip),
  requestId: request.id,
  appVersion: headerOf(request, "app-version"),
  commitHash: headerOf(request, "commit-hash"),
  codePushId: headerOf(request, "code-push-id"),
  platform: headerOf(request, "platform"),
  duration: Math.round(reply.elapsedTime * 10) / 10,
  ...(request.actor ? { user_id: request.actor.id } : {}),
});

/** A header of the apps: a short word, or null. What is no short word could be anything, and stays out. */
const headerOf = (request: FastifyRequest, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === "string" && /^[\w.-]{1,80}$/.test(value) ? value : null;
};
