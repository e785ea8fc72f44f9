import { describe, expect, it } from "vitest";
import { silent } from "#application/ports/logger.js";
import { done } from "#workers/outcome.js";
import { runWorkers } from "#workers/run-workers.js";
import { defineWorker } from "#workers/worker.js";

describe("defining a worker", () => {
  const definition = { events: ["BookingConfirmed"] as const, handle: async () => done };
  it("refuses a name that cannot stand in a subject", () => {
    expect(() => defineWorker({ ...definition, name: "Print Bookings" })).toThrow("lower-case letters");
  });
  it("refuses two workers of one name", () => {
    const one = defineWorker({ ...definition, name: "twin" });
    const options = { workers: [one, one], from: { natsUrl: "" }, logger: silent, signal: AbortSignal.abort() };
    expect(() => runWorkers(options)).toThrow("Two workers are named twin");
  });
});
