import { describe, expect, it } from "vitest";
import type { Plan } from "#tests/event-node/power-cut/power-cut.js";
import { record } from "#tests/event-node/power-cut/power-cut.js";
import { canPreload } from "#tests/event-node/power-cut/support/shim.js";

const IMAGES = 200;
const plans: readonly [string, Plan][] = [
  ["while it is written to", { writers: 24, rounds: 3, milliseconds: 6_000, removals: false }],
  ["while streams are deleted and scavenged", { writers: 8, rounds: 3, milliseconds: 6_000, removals: true }],
  ["again and again while it starts", { writers: 8, rounds: 25, milliseconds: 150, removals: false }],
];

/** Like tests/event-node/power-cut.test.ts, with files that have grown and pages that were freed and used again. */
describe.runIf(canPreload)("a node whose power is cut, at length (needs Linux and a C compiler, cc)", () => {
  it.each(plans)("has all that was confirmed, %s", async (_, plan) => {
    const recording = await record(plan);
    try {
      const { images, owed, largestImage, faults, end } = await recording.cutThePower(IMAGES);
      const seen = JSON.stringify({ ...end?.seen, entries: end?.entries });
      console.log(
        `${images} images of up to ${largestImage} bytes, ${recording.confirmed} confirmed, ${owed} looked for, ${faults.size} with faults; ${seen}`,
      );
      expect(Object.fromEntries(faults)).toEqual({});
      expect(images).toBe(IMAGES);
      expect(end?.seen.bytes).toBeGreaterThan(2 * largestImage);
    } finally {
      recording.end();
    }
  });
});
