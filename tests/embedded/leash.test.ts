import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { startLeashed } from "#embedded/leash.js";
import { claimPort } from "#embedded/ports.js";
import { identityOf } from "#embedded/process-identity.js";
import { runScript } from "#tests/embedded/support/run-script.js";
import { untilTrue } from "#tests/support/until-true.js";

describe("a child on the leash", { timeout: 90_000 }, () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "culture-leash-"));
    chmodSync(folder, 0o711);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const start = (script: string, patienceSeconds = 5) =>
    startLeashed({
      command: "/bin/sh",
      args: ["-c", script],
      logFile: join(folder, "log"),
      stopSignal: "TERM",
      patienceSeconds,
    });

  it("tells the code with which it ended by itself", async () => {
    expect(await start("exit 7").exited).toBe(7);
  });

  it("is asked to stop, and may end in good order", async () => {
    const child = start(`trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.05; done`);
    await untilTrue(() => readFileSync(join(folder, "log"), "utf8").includes("up"));
    await child.stop();
    expect(await child.exited).toBe(3);
    expect(readFileSync(join(folder, "log"), "utf8")).toBe("up\nbye\n");
  });

  it("is ended when it does not listen", async () => {
    const child = start(`trap '' TERM; echo up; while :; do sleep 0.05; done`, 1);
    await untilTrue(() => readFileSync(join(folder, "log"), "utf8").includes("up"));
    await child.stop();
    expect(await child.exited).toBe(128 + 9);
  });

  it("counts a program that does not exist as ended", async () => {
    const child = startLeashed({
      command: "/nowhere/at/all",
      args: [],
      logFile: join(folder, "log"),
      stopSignal: "TERM",
    });
    expect(await child.exited).toBe(127);
  });

  it("goes within seconds when its parent is killed with SIGKILL, a deaf one and Postgres included", async () => {
    const parent = runScript("embedded/support/parent.ts", { args: [folder] });
    onTestFinished(() => void parent.process.kill("SIGKILL"));
    const said = z.object({ url: z.string(), holders: z.array(z.number()) }).parse(JSON.parse(await parent.firstLine));
    const postmaster = Number(readFileSync(join(folder, "postgres/data/postmaster.pid"), "utf8").split("\n")[0]);
    await untilTrue(() => readFileSync(join(folder, "deaf.pid"), "utf8") !== "");
    const pids = [...said.holders, Number(readFileSync(join(folder, "deaf.pid"), "utf8")), postmaster];
    for (const pid of pids) expect(await identityOf(pid)).not.toBeNull();

    parent.process.kill("SIGKILL");
    for (const pid of pids) await untilTrue(async () => (await identityOf(pid)) === null);
    const port = Number(new URL(said.url).port);
    expect(await claimPort("POSTGRES_PORT", port)).toBe(port);
  });
});
