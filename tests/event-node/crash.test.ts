import { describe, it } from "vitest";
import { killUnderLoad } from "./crash.js";

describe("a node killed under load", () => {
  it("has every confirmed append, once, at its position, and no stream with a gap", () => killUnderLoad(3), 60_000);
});
