import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";

/** Measures how long answers take, by the pattern of their route, beside the state of the process. */
export const measureRequests = (server: FastifyInstance): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from the request to the end of its answer",
    labelNames: ["method", "path", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  server.addHook("onResponse", async (request, reply) => {
    const path = request.routeOptions.url ?? "unknown";
    durations.labels(request.method, path, String(reply.statusCode)).observe(reply.elapsedTime / 1000);
  });
  return registry;
};

/** What Prometheus collects. */
export const serveMetrics = (server: FastifyInstance, registry: Registry): void => {
  server.get("/metrics", async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
};
