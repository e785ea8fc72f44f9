import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { settings } from "#config/settings.js";

const Service = z.object({
  image: z.string().optional(),
  healthcheck: z.object({ test: z.array(z.string()).min(2), retries: z.number() }),
  ports: z.array(z.string()).min(1),
  volumes: z.array(z.string()).min(1),
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z.record(z.string(), z.object({ condition: z.literal("service_healthy") })).default({}),
});
const Compose = z.object({ services: z.record(z.string(), Service), volumes: z.record(z.string(), z.null()) });

/** There is no Docker engine where the tests run: this keeps what can be kept without one. */
describe("docker-compose.yml", () => {
  const { services, volumes } = Compose.parse(
    parse(readFileSync(join(import.meta.dirname, "../../docker-compose.yml"), "utf8")),
  );

  it("brings the four servers, of versions that the backend accepts, and the backend", () => {
    expect(Object.keys(services)).toEqual(["eventstore", "postgres", "nats", "redis", "backend"]);
    expect(Number(/^postgres:(\d+)/.exec(services["postgres"]?.image ?? "")?.[1])).toBeGreaterThanOrEqual(17);
    expect(services["redis"]?.image).toMatch(/^redis:7/);
  });

  it("publishes ports on the loopback interface only", () => {
    for (const { ports } of Object.values(services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it("keeps data in volumes that it declares, each of them used", () => {
    const used = Object.values(services).flatMap((service) => service.volumes.map((volume) => volume.split(":")[0]));
    expect(used.sort()).toEqual(Object.keys(volumes).sort());
  });

  it("starts the backend once what it needs is healthy, with settings that exist", () => {
    const { depends_on = {}, environment = {} } = services["backend"] ?? {};
    expect(Object.keys(depends_on)).toEqual(["eventstore", "postgres", "nats", "redis"]);
    const names = settings.map(({ name }) => name);
    for (const name of Object.keys(environment)) expect(names).toContain(name);
  });
});
