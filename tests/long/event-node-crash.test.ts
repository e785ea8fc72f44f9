import { describe, it } from "vitest";
import { killUnderLoad } from "#tests/event-node/crash.js";

describe("a node killed fifty times under load", () => {
  it("has every confirmed append, once, at its position, and no stream with a gap", () => killUnderLoad(50));
});
