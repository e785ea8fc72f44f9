import { describe, expect, it } from "vitest";
import { progress } from "#cli/progress.js";

const output = (isTTY: boolean) => {
  const written: string[] = [];
  return { isTTY, columns: 80, write: (text: string) => written.push(text), written };
};

describe("progress", () => {
  it("is a bar with rate and time left on a terminal, which a closing line replaces", () => {
    const out = output(true);
    const bar = progress("Rebuilding", 200, out);
    bar.advance(50);
    bar.finish("Rebuilt 200");
    expect(out.written[0]).toMatch(/KRebuilding {2}\[######-{18}\] 25% {2}50\/200 {2}\d+\/s {2}\d+ s left$/);
    expect(out.written.slice(1)).toEqual(["\r\u001b[K", "Rebuilt 200\n"]);
  });

  it("is plain lines elsewhere, and few of them", () => {
    const out = output(false);
    const bar = progress("Rebuilding", 1_000, out);
    for (let done = 1; done <= 1_000; done += 1) bar.advance(done);
    bar.finish("Rebuilt 1000");
    expect(out.written).toEqual(["Rebuilt 1000\n"]);
    expect(out.written.join("")).not.toContain("\u001b");
  });

  it("counts what has no known end", () => {
    const out = output(true);
    progress("Reading", null, out).advance(7, "stock-77");
    expect(out.written[0]).toMatch(/Reading {2}7 {2}\d+\/s {2}stock-77$/);
  });
});
