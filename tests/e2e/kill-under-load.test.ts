import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { besiege, type Siege } from "#tests/e2e/support/killing.js";
import { pidOf } from "#tests/e2e/support/processes.js";
import { hasNats } from "#tests/support/servers.js";
import { untilTrue } from "#tests/support/until-true.js";

/** One story on one data folder: each case goes on with what the last one left. Its long counterpart is in tests/long. */
describe("kill -9 under a load of bookings", { timeout: 150_000 }, () => {
  let siege: Siege;
  beforeAll(async () => {
    siege = await besiege({ people: 30, hotSeats: 20, spreadStocks: 6 });
  }, 150_000);
  afterAll(() => siege.end());

  it.each(["everything", "the supervisor"] as const)(
    "of %s: what was answered is there after a restart",
    async (victim) => {
      await siege.kill(victim, 150);
      await siege.restart();
      await siege.expectKeptAndSound();
    },
  );

  it("of the background process: bookings go on, and it is started again", async () => {
    const { pid } = siege.backend();
    const killed = pidOf(pid, "background process");
    await siege.kill("background process", 100);
    await untilTrue(() => pidOf(pid, "background process") !== killed, 30_000);
    expect(siege.backend().errors()).toMatch(/^The background process ended with code 137; starting it again\./m);
  });

  it.each([
    ["event node", "The event store"],
    ["Postgres", "Postgres"],
    ...(hasNats() ? ([["NATS", "NATS"]] as const) : []),
  ] as const)("of the %s: the backend stops with one clear line, and loses nothing", async (part, name) => {
    await siege.kill(part, 50);
    const { code, said } = await siege.stopped();
    expect(code).toBe(1);
    expect(said).toMatch(new RegExp(`^${name} ended by itself with code 137\\. Its log is in .*\\. Stopping\\.$`, "m"));
    await siege.restart();
    await siege.expectKeptAndSound();
  });

  it("leaves read models like a rebuild from nothing, HTTP that shows the log, and each event on NATS once, in order", () =>
    siege.expectAllTold());
});
