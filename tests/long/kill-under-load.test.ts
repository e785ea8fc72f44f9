import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { besiege, type Siege, type Victim } from "#tests/e2e/support/killing.js";
import { hasNats } from "#tests/support/servers.js";

const parts = ["event node", "Postgres", ...(hasNats() ? (["NATS"] as const) : []), "background process"] as const;
const victims = ["everything", "the supervisor", ...parts] as const;
const rounds = 4;

/** Like tests/e2e/kill-under-load.test.ts, with more people, again and again, each time after another number of bookings. */
describe("kill -9 under a load of bookings, again and again", () => {
  let siege: Siege;
  beforeAll(async () => {
    siege = await besiege({ people: 80, hotSeats: 50, spreadStocks: 20 });
  }, 150_000);
  afterAll(() => siege.end());

  const order: [number, Victim][] = Array.from({ length: rounds }, (_, round) =>
    victims.map((victim, index): [number, Victim] => [40 + 37 * ((round * victims.length + index) % 11), victim]),
  ).flat();
  it.each(order)("after %i bookings, %s: nothing that was answered is lost", async (bookings, victim) => {
    await siege.kill(victim, bookings);
    if (victim !== "background process") await siege.restart();
    await siege.expectKeptAndSound();
  });

  it("leaves read models like a rebuild from nothing, HTTP that shows the log, and each event on NATS once, in order", () =>
    siege.expectAllTold());

  it("did leave bookings half done, which were taken up", async () => {
    expect(await siege.takenUp()).toBeGreaterThan(0);
  });
});
