/** Imports point inwards (design.md, section 2). `only` says which folders a layer may reach. */
const only = (name, from, allowed) => ({ name, severity: "error", from: { path: from }, to: { pathNot: allowed } });

module.exports = {
  forbidden: [
    only("domain-is-pure", "^src/domain", ["^src/domain", "^node_modules/zod/"]),
    only("application-knows-ports", "^(commands|src/application)", [
      "^src/(domain|application)",
      "^commands",
      "^node_modules/(zod|lru-cache)/",
      "^crypto$",
      "^node:",
      "^(async_hooks|timers/promises|perf_hooks)$",
    ]),
    only("projections-know-sql", "^projections", [
      "^src/(domain|application)",
      "^projections",
      "^node_modules/(slonik|@slonik|zod)/",
    ]),
    {
      name: "projections-read-facts-not-decisions",
      severity: "error",
      from: { path: "^projections" },
      to: { path: "^src/domain/.*decider\\.ts$" },
    },
    {
      name: "event-node-stands-alone",
      severity: "error",
      from: { path: "^src/event-node" },
      to: { path: "^(src/(?!event-node)|commands|projections)" },
    },
    {
      name: "only-main-and-cli-wire",
      severity: "error",
      from: {
        path: "^(commands|projections|src/(domain|application|infrastructure|http|workers|sandbox|backoffice|embedded))",
      },
      to: { path: "^src/(main|cli)" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
