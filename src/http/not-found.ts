import type { FastifyInstance } from "fastify";

const unknownMethod = "La méthode que vous utilisez n'existe pas sur notre serveur";

/** Unknown paths get 404 `{}`; known paths under another method get 405 and the list of the methods that work there. */
export const answerUnknownRoutes = (server: FastifyInstance): void => {
  const known = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  server.addHook("onRoute", ({ url, method }) => {
    if (url.includes("*")) return;
    const entry = known.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    for (const one of [method].flat()) entry.methods.add(one);
    known.set(url, entry);
  });
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?")[0] ?? "";
    const methods = [...known.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap((entry) => [...entry.methods]);
    if (methods.length === 0) return reply.code(404).send({});
    reply.header("allow", [...new Set(methods)].join(", "));
    return request.method === "OPTIONS" ? reply.code(204).send() : reply.code(405).send({ global: [unknownMethod] });
  });
};

const patternOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .split("/")
      .map((part) => (part.startsWith(":") ? "[^/]+" : quoted(part)))
      .join("/")
      .replace(/\/$/, "")}/?$`,
  );

const quoted = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
