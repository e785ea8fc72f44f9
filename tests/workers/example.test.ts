import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silent } from "#application/ports/logger.js";
import { checkoutFolder } from "#config/settings.js";
import { runRelay } from "#infrastructure/nats/relay.js";
import { bookingsLog } from "#tests/support/bookings-log.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";
import { hasNats, startTestNats, type TestServer } from "#tests/support/servers.js";

describe.runIf(hasNats())("examples/print-bookings.ts", () => {
  let nats: TestServer;
  const stop = new AbortController();
  beforeAll(async () => {
    nats = await startTestNats();
  });
  afterAll(() => nats.stop());

  it("prints each confirmed booking and ends on Ctrl-C", async () => {
    const eventStore = memoryEventStore(bookingsLog(2));
    const relay = runRelay({ eventStore, natsUrl: nats.url, logger: silent, signal: stop.signal });
    const example = spawn(process.execPath, ["--import", "tsx", "examples/print-bookings.ts"], {
      cwd: checkoutFolder,
      env: { ...process.env, NATS_URL: nats.url },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    example.stdout.on("data", (chunk) => {
      printed += String(chunk);
    });
    const line = (booking: number) => `2026-01-02T03:04:05.678Z  booking ${booking}: 1 x offer 7, 12.50 EUR\n`;
    await expect.poll(() => printed, { timeout: 20_000 }).toBe(line(1) + line(2));
    example.kill("SIGINT");
    expect(await once(example, "exit")).toEqual([0, null]);
    stop.abort();
    await relay.stopped;
  });
});
