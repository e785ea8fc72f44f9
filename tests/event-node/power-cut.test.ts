import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Recording } from "./power-cut/power-cut.js";
import { record } from "./power-cut/power-cut.js";
import { canPreload } from "./power-cut/support/shim.js";

/** Its long counterpart is tests/long/event-node-power-cut.test.ts. A compiler, because what a node asks of the disk is noted by a shim in C. */
describe.runIf(canPreload)("a node whose power is cut (needs Linux and a C compiler, cc)", () => {
  let recording: Recording;
  beforeAll(async () => {
    recording = await record({ writers: 8, rounds: 2, milliseconds: 700, removals: true });
  });
  afterAll(() => recording.end());

  it("opens without complaint whatever the disk kept of what was not synced, with all that was confirmed, once", async () => {
    const { images, owed, faults, end } = await recording.cutThePower(25);
    expect(Object.fromEntries(faults)).toEqual({});
    expect(images).toBe(25);
    expect(owed).toBeGreaterThan(recording.confirmed); // several images of which much was owed
    expect(end?.seen.fileSyncs).toBeGreaterThan(10);
    expect(end?.seen.durableWrites).toBeGreaterThan(10);
  });

  it.each(["syncs of files", "syncs of the folder"] as const)(
    "is found out on a disk that ignores %s",
    async (ignored) => {
      const { faults } = await recording.cutThePower(16, ignored);
      expect(faults.size).toBeGreaterThan(0);
    },
  );
});
