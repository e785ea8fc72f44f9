import type { FastifyInstance, onRequestAsyncHookHandler } from "fastify";

/** Who may call a route: the name of one of the audience's guards, or anyone. */
export type Access<GuardName extends string = string> = GuardName | "anyone";

/** Route ("GET /native/v1/me") to who may call it. HEAD follows GET. */
export type AccessTable<GuardName extends string = string> = Readonly<Record<string, Access<GuardName>>>;

/** The house's own routes, which belong to no audience. */
export const houseAccess: AccessTable<never> = {
  "GET /health/api": "anyone",
  "GET /health/database": "anyone",
  "GET /metrics": "anyone",
  "GET /docs": "anyone",
  "GET /docs/json": "anyone",
  "GET /docs/yaml": "anyone",
  "GET /docs/static/*": "anyone",
  "GET /docs/static/index.html": "anyone",
  "GET /docs/static/swagger-initializer.js": "anyone",
};

/**
 * Puts the guard that the table names before each route registered from now on. A route without a line, and a line
 * without a route, stop the server from starting: nothing is served that nobody thought about.
 */
export const guardRoutes = (
  app: FastifyInstance,
  table: AccessTable,
  guards: ReadonlyMap<string, (request: never) => Promise<void>>,
): void => {
  const unserved = new Set(Object.keys(table));
  app.addHook("onRoute", (route) => {
    for (const method of [route.method].flat()) {
      if (method === "HEAD" || method === "OPTIONS") continue;
      const line = `${method} ${route.url}`;
      const access = table[line];
      if (access === undefined) throw new Error(`${line} has no line in the access table: say who may call it`);
      unserved.delete(line);
      if (access === "anyone") continue;
      const guard = guards.get(access) as onRequestAsyncHookHandler | undefined;
      if (guard === undefined) throw new Error(`${line}: no guard is named "${access}"`);
      route.onRequest = [guard, ...[route.onRequest ?? []].flat()];
    }
  });
  app.addHook("onReady", async () => {
    const [line] = unserved;
    if (line !== undefined) throw new Error(`The access table has a line for ${line}, which is not served`);
  });
};
