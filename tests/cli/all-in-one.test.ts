import { chmodSync, mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { readRunState } from "#embedded/run-state.js";
import { listening } from "#tests/embedded/support/listening.js";
import { runScript, type Script } from "#tests/embedded/support/run-script.js";
import { untilTrue } from "#tests/support/until-true.js";

describe("everything in one go", { timeout: 90_000 }, () => {
  let dataDir: string;
  const started: Script[] = [];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "culture-all-in-one-"));
    chmodSync(dataDir, 0o711);
  });
  afterEach(async () => {
    for (const script of started.splice(0)) script.process.kill("SIGKILL");
    // What a killed backend leaves behind is still ending, and writing. (rmSync looks into a folder once, whatever comes.)
    await rm(dataDir, { recursive: true, force: true, maxRetries: 40, retryDelay: 100 });
  });

  const ports = { API_PORT: "0", BACKOFFICE_PORT: "0", POSTGRES_PORT: "0", EVENTSTORE_PORT: "0", NATS_PORT: "0" };
  const start = (env: Record<string, string> = {}): Script => {
    const script = runScript("cli/support/backend-process.ts", { env: { ...ports, DATA_DIR: dataDir, ...env } });
    started.push(script);
    return script;
  };
  const order = () => readFileSync(join(dataDir, "order"), "utf8").replace(/ \d+/g, "").trim().split("\n");
  const backgroundPid = () => Number(/background up (\d+)\n$/.exec(readFileSync(join(dataDir, "order"), "utf8"))?.[1]);

  it("serves, tells where, and stops in order: the API, the background process, the servers", async () => {
    const backend = start();
    const line = await backend.firstLine;
    const state = await readRunState(dataDir);
    expect(line).toBe(`serving ${state?.api}`);
    expect(state).toMatchObject({ ready: true, dataDir, redis: null, backoffice: null });
    expect(await (await fetch(state?.api ?? "")).text()).toBe("here");
    await untilTrue(() => backgroundPid() > 0);

    backend.process.kill("SIGTERM");
    expect(await backend.exited).toBe(0);
    expect(order().sort()).toEqual([
      "api closed",
      "api up",
      "background closed",
      "background up",
      "filled",
      "migrated",
    ]);
    expect(order().slice(-2)).toEqual(["api closed", "background closed"]);
    expect(await readRunState(dataDir)).toBeNull();
    expect(await backend.errors()).not.toMatch(/^\s+at /m);
  });

  it("serves again on the same folder after kill -9, without help", async () => {
    const first = start();
    await first.firstLine;
    first.process.kill("SIGKILL");
    const second = start();
    await second.firstLine;
    expect(await readRunState(dataDir)).toMatchObject({ ready: true, pid: second.process.pid });
  });

  it("starts the background process again when it was killed", async () => {
    await start().firstLine;
    await untilTrue(() => backgroundPid() > 0);
    const killed = backgroundPid();
    process.kill(killed, "SIGKILL");
    await untilTrue(() => backgroundPid() > 0 && backgroundPid() !== killed);
  });

  it("says in one line that a port is taken, and exits with 1", async () => {
    const { port, close } = await listening();
    onTestFinished(close);
    const backend = start({ API_PORT: String(port) });
    expect(await backend.exited).toBe(1);
    expect(await backend.errors()).toBe(
      `API_PORT: port ${port} of 127.0.0.1 is taken. Stop what listens there, or set API_PORT to another port (0 takes a free one).\n`,
    );
  });

  it("stops with 1 and says which server ended when one does", async () => {
    const backend = start();
    await backend.firstLine;
    const [postmaster] = readFileSync(join(dataDir, "postgres/data/postmaster.pid"), "utf8").split("\n");
    process.kill(Number(postmaster), "SIGKILL");
    expect(await backend.exited).toBe(1);
    expect(await backend.errors()).toMatch(/^Postgres ended by itself with code 137\. Its log is in .*\. Stopping\.$/m);
  });
});
