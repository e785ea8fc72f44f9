import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const Lock = z.object({
  packages: z.record(z.string(), z.object({ optionalDependencies: z.record(z.string(), z.string()).default({}) })),
});

describe("package-lock.json", () => {
  it("names every optional package, or npm ci refuses it in a fresh clone (run node .ci/complete-lock.mjs)", () => {
    const { packages } = Lock.parse(
      JSON.parse(readFileSync(join(import.meta.dirname, "../../package-lock.json"), "utf8")),
    );
    const locked = new Set(
      Object.keys(packages).map((path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)),
    );
    const optional = Object.values(packages).flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies));
    expect(optional.filter((name) => !locked.has(name))).toEqual([]);
  });
});
