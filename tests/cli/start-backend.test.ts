import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environmentWith } from "#config.js";
import { type Backend, startBackendProcess } from "#tests/cli/support/real-backend.js";

const run = promisify(execFile);
const pc = join(import.meta.dirname, "../../pc");

/** The real thing, as somebody with a fresh clone meets it. One story: each case goes on where the last one ended. */
describe("./pc start-backend", { timeout: 120_000 }, () => {
  let dataDir: string;
  let backend: Backend;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), "culture-start-"));
    chmodSync(dataDir, 0o711);
  });
  afterAll(async () => {
    await backend.kill();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 40, retryDelay: 100 });
  });
  const verb = (...args: string[]) => run(pc, args, { env: environmentWith({ DATA_DIR: dataDir }) });

  it("serves with nothing configured, and its banner's own line books an offer", async () => {
    backend = await startBackendProcess(dataDir);
    const banner = backend.output();
    expect(banner).toContain("bene_18@example.com");
    expect(banner).toContain("tom.pouce@example.com");
    const [, curl = ""] = /^ {2}(curl .*)$/m.exec(banner) ?? [];
    const { stdout } = await run("/bin/sh", ["-c", curl]);
    expect(JSON.parse(stdout)).toEqual({ bookingId: expect.any(Number) });
  });

  it("is told about by status, looked into by psql and proved by audit", async () => {
    const state = JSON.parse((await verb("status", "--json")).stdout);
    expect(state).toMatchObject({ ready: true, dataDir, backoffice: null, redis: null });
    expect((await fetch(`${state.api}/health/api`)).status).toBe(200);
    expect((await verb("psql", "-c", "SELECT version()")).stdout).toContain("PostgreSQL 18");
    expect((await verb("audit")).stdout).toContain("every rule holds");
  });

  it("lets the sandbox be loaded again without doubling anything", async () => {
    expect(JSON.parse((await verb("sandbox", "-n", "tiny")).stdout)).toMatchObject({ name: "tiny", appends: 0 });
  });

  it("stops with Ctrl-C and code 0, and serves what it knew after the next start", async () => {
    const before = JSON.parse((await verb("audit", "--json")).stdout);
    expect(await backend.stop("SIGINT")).toBe(0);
    backend = await startBackendProcess(dataDir);
    expect(backend.errors()).not.toContain("sandbox");
    expect(JSON.parse((await verb("audit", "--json")).stdout)).toMatchObject({ bookings: before.bookings });
  });

  it("is wiped by restart-backend --yes, which leaves what is not its own", async () => {
    await backend.stop("SIGTERM");
    writeFileSync(join(dataDir, "notes.txt"), "mine");
    backend = await startBackendProcess(dataDir, { verb: ["restart-backend", "--yes"] });
    expect(backend.errors()).toContain(`Wiped ${dataDir}\n`);
    expect(backend.errors()).toContain("loading the sandbox tiny");
    expect(existsSync(join(dataDir, "notes.txt"))).toBe(true);
  });
});
