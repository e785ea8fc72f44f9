import type { FastifyInstance, FastifyReply } from "fastify";

/** On every answer (operations.md, section 8). */
const headers = {
  "x-frame-options": "SAMEORIGIN",
  "x-content-type-options": "nosniff",
  "x-xss-protection": "1; mode=block",
  "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
};

export const withSecurityHeaders = (reply: FastifyReply): FastifyReply =>
  reply.headers(headers).header("x-request-id", reply.request.id);

export const sendSecurityHeaders = (server: FastifyInstance): void => {
  server.addHook("onRequest", async (_request, reply) => {
    withSecurityHeaders(reply);
  });
};
