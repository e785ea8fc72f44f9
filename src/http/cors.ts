import cors, { type FastifyCorsOptions } from "@fastify/cors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { HttpSettings } from "#http/dependencies.js";

const exposedHeaders = ["X-Consistency-Token", "X-Consistency", "X-Request-Id", "Retry-After", "Idempotency-Replayed"];

/** Which browser pages may call: each audience has origins of its own; the public API is called by software, not by pages. */
export const allowOrigins = async (server: FastifyInstance, settings: HttpSettings): Promise<void> => {
  await server.register(cors, { delegator: async (request: FastifyRequest) => optionsOf(request.url, settings) });
};

const optionsOf = (url: string, { corsOrigins, corsOriginsNative }: HttpSettings): FastifyCorsOptions => ({
  origin: url.startsWith("/public/") ? false : [...(url.startsWith("/native/") ? corsOriginsNative : corsOrigins)],
  credentials: true,
  methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
  maxAge: 600,
  exposedHeaders,
  strictPreflight: false,
});
