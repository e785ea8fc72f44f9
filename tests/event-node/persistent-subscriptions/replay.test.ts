import { describe, expect, it } from "vitest";
import { Replay } from "#event-node/persistent-subscriptions/replay.js";

describe("a replay of parked events", () => {
  it("is over when all that was read is handled", () => {
    const replay = new Replay();
    replay.ask(2n, 5n);
    expect(replay.wanted).toEqual({ from: 2n, to: 4n });
    replay.wasRead([2n, 3n], false);
    expect(replay.wanted).toEqual({ from: 4n, to: 4n });
    replay.wasRead([4n], true);
    expect(replay.handled(2n)).toBeUndefined();
    expect(replay.handled(4n)).toBeUndefined();
    expect(replay.doneBelow).toBe(3n);
    expect(replay.handled(3n)).toBe(5n);
    expect(replay.active).toBe(false);
  });
  it("asked for again goes on behind what was read already", () => {
    const replay = new Replay();
    replay.ask(0n, 2n);
    replay.wasRead([0n, 1n], true);
    replay.ask(0n, 4n);
    expect(replay.wanted).toEqual({ from: 2n, to: 3n });
  });
  it("counts as left what has not been read again", () => {
    const replay = new Replay();
    expect(replay.left(3n, 10n)).toBe(7n);
    replay.ask(3n, 6n);
    replay.wasRead([3n, 4n], false);
    expect(replay.left(3n, 10n)).toBe(5n);
    expect(replay.left(2n ** 63n - 1n, 0n)).toBe(0n);
  });
  it("of nothing is not active", () => {
    const replay = new Replay();
    replay.ask(4n, 4n);
    expect(replay.active).toBe(false);
    replay.ask(4n, 2n);
    expect(replay.wanted).toBeUndefined();
  });
});
