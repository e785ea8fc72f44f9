import { describe, expect, it } from "vitest";
import { humanize } from "#domain/shared/humanize.js";

describe("the public form of an id", () => {
  it.each([
    [1, "AE"],
    [2, "A9"],
    [255, "74"],
    [1001, "APUQ"],
    [65_536, "AEAAA"],
  ])("writes %i as %s", (id, text) => expect(humanize(id)).toBe(text));
});
