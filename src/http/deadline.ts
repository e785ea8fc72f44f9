import type { FastifyInstance, FastifyReply } from "fastify";

/** The request took longer than a request may: its client is told, its work is not undone. */
export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";
}

/**
 * Answers requests that take too long, so that no client waits for ever. One clock looks after all of them every quarter
 * of a second: Fastify's own `handlerTimeout` costs an abort signal a request, a tenth of what a booking costs here.
 */
export const keepDeadlines = (server: FastifyInstance, timeoutMs: number): void => {
  // In the order in which they came, so that the first one that is young enough ends the look.
  const open = new Map<FastifyReply, number>();
  const sweep = (): void => {
    const latest = performance.now() - timeoutMs;
    for (const [reply, since] of open) {
      if (since > latest) return;
      open.delete(reply);
      if (!reply.sent) reply.send(new DeadlinePassed());
    }
  };
  const timer = setInterval(sweep, Math.min(250, timeoutMs)).unref();
  server.addHook("onRequest", async (_request, reply) => void open.set(reply, performance.now()));
  server.addHook("onResponse", async (_request, reply) => void open.delete(reply));
  server.addHook("onClose", async () => clearInterval(timer));
};
