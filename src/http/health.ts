import type { FastifyInstance } from "fastify";
import { sql } from "slonik";
import { z } from "zod";
import type { HttpDependencies } from "#http/dependencies.js";
import { describeError } from "#http/errors/redact.js";

/** /health/api says which version answers; /health/database says the same once Postgres has answered a trivial query, else 500. */
export const serveHealth = (server: FastifyInstance, { settings, pool, logger }: HttpDependencies): void => {
  server.get("/health/api", async (_request, reply) => reply.type("text/plain").send(settings.version));
  server.get("/health/database", async (_request, reply) => {
    try {
      await pool.oneFirst(sql.type(z.object({ one: z.number() }))`SELECT 1 AS one`);
    } catch (error) {
      logger.error({ error: describeError(error) }, "The database does not answer");
      reply.code(500);
    }
    return reply.type("text/plain").send(settings.version);
  });
};
