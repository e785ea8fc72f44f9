import type { FastifyInstance } from "fastify";

const sweepMs = 50;

/**
 * Lets `close` end as soon as the requests under way are answered. Fastify drops the connections that are idle when it
 * begins to close; one whose request is answered after that would stay open, and hold up the end, for the 72 s that a
 * client may keep it.
 */
export const dropAnsweredConnections = (server: FastifyInstance): void => {
  let sweep: NodeJS.Timeout | undefined;
  server.addHook("preClose", async () => {
    sweep = setInterval(() => server.server.closeIdleConnections(), sweepMs);
  });
  server.addHook("onClose", async () => clearInterval(sweep));
};
