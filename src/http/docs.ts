import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import type { Audience } from "#http/audience.js";

/** Swagger UI at /docs, with a choice between the documents of all audiences. */
export const serveDocs = async (server: FastifyInstance, audiences: readonly Audience[]): Promise<void> => {
  const routes: FastifyPluginAsync = async (docs) => {
    await docs.register(swagger, {
      mode: "static",
      specification: { document: { openapi: "3.0.3", info: { title: "pass Culture", version: "" }, paths: {} } },
    });
    await docs.register(swaggerUi, {
      routePrefix: "/docs",
      uiConfig: { urls: audiences.map(({ title, document }) => ({ name: title, url: document })) },
    });
  };
  await server.register(routes);
};
