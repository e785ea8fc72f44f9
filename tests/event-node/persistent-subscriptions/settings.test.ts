import { describe, expect, it } from "vitest";
import { parsePlace, parseStart, placeText, startText } from "#event-node/persistent-subscriptions/places.js";
import type { Asked } from "#event-node/persistent-subscriptions/settings.js";
import { askedIn, faultOf } from "#event-node/persistent-subscriptions/settings.js";

/** eventstore-protocol.md, section 6.1. */

const END = 2n ** 64n - 1n;
const stream = { identifier: { name: Buffer.from("예약-1") }, groupName: "g" };

describe("what a caller asks for", () => {
  it("has its start beside the settings in the older form", () => {
    expect(askedIn({ ...stream, settings: { revision: 7n } }).settings.start).toBe(7n);
    expect(askedIn({ ...stream, settings: { revision: END } }).settings.start).toBe("end");
    expect(askedIn({ ...stream, settings: {} }).settings.start).toBe(0n);
  });
  it("has its start with the stream in the newer form", () => {
    const identifier = stream.identifier;
    expect(askedIn({ stream: { identifier, revision: 7n }, groupName: "g" })).toMatchObject({
      name: { source: "예약-1", group: "g" },
      settings: { start: 7n },
    });
    expect(askedIn({ stream: { identifier, end: {} }, groupName: "g" }).settings.start).toBe("end");
  });
  it("may give times in ticks, and name any strategy", () =>
    expect(
      askedIn({
        ...stream,
        settings: {
          messageTimeoutTicks: 50_000n,
          checkpointAfterTicks: 20_000n,
          consumerStrategy: "PinnedByCorrelation",
        },
      }).settings,
    ).toMatchObject({ messageTimeoutMs: 5, checkpointAfterMs: 2, strategy: "PinnedByCorrelation" }));
  it("has its filter with $all", () =>
    expect(
      askedIn({ all: { start: {}, filter: { eventType: { prefixes: ["Stock"] } } }, groupName: "g" }),
    ).toMatchObject({
      name: { source: "$all", group: "g" },
      filter: { by: "type", regex: "", prefixes: ["Stock"] },
    }));
});

describe("settings that no group can have", () => {
  const asked = (change: Partial<Asked["settings"]>, name = { source: "s", group: "g" }): Asked => ({
    name,
    settings: { ...askedIn({ settings: { readBatchSize: 20, historyBufferSize: 500 } }).settings, ...change },
  });
  it.each([
    ["an empty stream name", asked({}, { source: "", group: "g" }), /stream name/],
    ["an empty group name", asked({}, { source: "s", group: "" }), /group name/],
    ["$all as the name of a stream", asked({}, { source: "$all", group: "g" }), /\$all/],
    ["a batch as large as the buffer", asked({ readBatchSize: 500 }), /Read batch size .* 500/],
    ["a negative count", asked({ maxRetryCount: -1 }), /maxRetryCount .* -1/],
  ])("are refused for %s, by name", (_, wrong, reason) => expect(faultOf(wrong, false, 100n)).toMatch(reason));
  it("are refused for a strategy that does not exist", () => {
    const { settings } = askedIn({ ...stream, settings: { consumerStrategy: "Lottery" } });
    expect(faultOf({ name: { source: "s", group: "g" }, settings }, false, 100n)).toMatch(/Lottery/);
  });
  it("are refused for a start beyond the end of $all", () => {
    const all = { source: "$all", group: "g" };
    expect(faultOf(asked({ start: 101n }, all), true, 100n)).toMatch(/beyond/);
    expect(faultOf(asked({ start: 100n }, all), true, 100n)).toBeUndefined();
    expect(faultOf(asked({ start: "end" }, all), true, 100n)).toBeUndefined();
  });
});

describe("a place as text", () => {
  it("is a revision, or a position of $all", () => {
    expect(placeText("s", 5n)).toBe("5");
    expect(placeText("$all", 5n)).toBe("C:5/P:5");
    expect([startText("s", "end"), startText("$all", "end")]).toEqual(["-1", "C:-1/P:-1"]);
  });
  it("is read back, beyond 2^53 too", () => {
    expect(parsePlace("9223372036854775807")).toBe(2n ** 63n - 1n);
    expect(parsePlace("C:120/P:120")).toBe(120n);
    expect([parseStart("-1"), parseStart("C:-1/P:-1")]).toEqual(["end", "end"]);
    expect(["", "x", "C:1", "1/", "C:x/P:y"].map(parsePlace)).toEqual(Array.from({ length: 5 }, () => undefined));
  });
});
