import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCheckpointDue, isCheckpointFull, Progress } from "#event-node/persistent-subscriptions/progress.js";

describe("the progress of a group", () => {
  it("is nothing before anything is handled", () => {
    const progress = new Progress(undefined);
    progress.takeUp(0n);
    expect(progress.contiguous).toBeUndefined();
    expect(progress.known).toBe(0n);
  });
  it("stops below the lowest event that is not handled, whatever is handled above", () => {
    const progress = new Progress(4n);
    for (const place of [5n, 6n, 7n, 8n]) progress.takeUp(place);
    for (const place of [5n, 7n, 8n]) progress.handled(place);
    expect(progress.contiguous).toBe(5n);
    progress.handled(6n);
    expect(progress.contiguous).toBe(8n);
    expect(progress.handledSinceCheckpoint).toBe(4);
  });
  it("counts what the filter leaves out, and goes past it", () => {
    const progress = new Progress(undefined);
    progress.takeUp(10n);
    progress.passOver(20n);
    progress.passOver(30n);
    expect(progress.contiguous).toBeUndefined();
    progress.handled(10n);
    expect(progress.contiguous).toBe(30n);
    expect(progress.handledSinceCheckpoint).toBe(3);
  });
  it("is not moved by the same answer twice", () => {
    const progress = new Progress(undefined);
    progress.takeUp(1n);
    progress.handled(1n);
    progress.handled(1n);
    expect(progress.handledSinceCheckpoint).toBe(1);
  });
  it("never passes an unhandled event, in whatever order answers come", () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(Array.from({ length: 12 }, (_, n) => n)), (answered) => {
        const progress = new Progress(undefined);
        for (let place = 0; place < 12; place++) progress.takeUp(BigInt(place));
        for (const place of answered) progress.handled(BigInt(place));
        const unhandled = Array.from({ length: 12 }, (_, n) => n).filter((n) => !answered.includes(n));
        const expected = unhandled[0] === undefined ? 11n : BigInt(unhandled[0]) - 1n;
        expect(progress.contiguous ?? -1n).toBe(expected);
      }),
    ));
});

describe("a checkpoint", () => {
  const rule = { minCheckpointCount: 10, maxCheckpointCount: 100, checkpointAfterMs: 2000 };
  it("is written at once when the maximum was handled", () =>
    expect([99, 100, 101].map((handled) => isCheckpointFull(rule, handled))).toEqual([false, true, true]));
  it("is written at the tick when enough was handled long enough ago", () => {
    expect(isCheckpointDue(rule, 10, 2000)).toBe(true);
    expect(isCheckpointDue(rule, 9, 5000)).toBe(false);
    expect(isCheckpointDue(rule, 50, 1999)).toBe(false);
  });
  it("is not written for nothing", () =>
    expect(isCheckpointDue({ ...rule, minCheckpointCount: 0, checkpointAfterMs: 0 }, 0, 9999)).toBe(false));
});
