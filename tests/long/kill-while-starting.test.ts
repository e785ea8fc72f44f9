import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkoutFolder } from "#config/settings.js";
import { environmentWith } from "#config.js";
import { readRunState } from "#embedded/run-state.js";
import { type Backend, startBackendProcess } from "#tests/cli/support/real-backend.js";
import { familyOf, sigkill } from "#tests/e2e/support/processes.js";
import { expectSound } from "#tests/e2e/support/proof.js";

/** A start takes about three seconds on an idle machine: each kill comes a little later than the one before. */
const kills = Array.from({ length: 12 }, (_, index) => 150 + index * 300);
const ports = { API_PORT: "0", BACKOFFICE_PORT: "0", POSTGRES_PORT: "0", EVENTSTORE_PORT: "0", NATS_PORT: "0" };

/** Time is all there is to wait for here: what is killed has not told anything yet. */
describe("kill -9 of a backend that is starting for the first time", () => {
  let dataDir: string;
  let backend: Backend | undefined;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "culture-starting-"));
    await chmod(dataDir, 0o755); // the user that Postgres runs as must be able to enter
  });
  afterEach(async () => {
    await backend?.kill();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 100, retryDelay: 100 });
  });

  const killAfter = async (milliseconds: number, whom: "supervisor" | "everything"): Promise<void> => {
    const env = environmentWith({ ...ports, DATA_DIR: dataDir });
    const child = spawn(join(checkoutFolder, "pc"), ["start-backend"], { stdio: "ignore", env });
    const exited = once(child, "exit"); // it may have ended by itself: what was killed before may not have let go yet
    await sleep(milliseconds);
    const family = whom === "everything" ? await familyOf(child.pid ?? 0) : [];
    child.kill("SIGKILL");
    for (const { pid } of family) sigkill(pid);
    await exited;
  };

  it.each(["supervisor", "everything"] as const)("of %s: the next start serves on what it left", async (whom) => {
    for (const milliseconds of kills) await killAfter(milliseconds, whom);
    backend = await startBackendProcess(dataDir);
    const state = await readRunState(dataDir);
    expect((await fetch(`${state?.api}/health/database`)).status).toBe(200);
    await expectSound(state?.eventstore ?? "");
  });
});
