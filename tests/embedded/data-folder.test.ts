import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { takeDataFolder, userOf } from "#embedded/data-folder.js";
import { startLeashed } from "#embedded/leash.js";
import { claimPort, holdPort } from "#embedded/ports.js";
import { identityOf } from "#embedded/process-identity.js";
import { readRunState, writeRunState } from "#embedded/run-state.js";

describe("a data folder", () => {
  let dataDir: string;
  let lines: string[];
  const tell = (line: string) => void lines.push(line);
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "culture-data-"));
    lines = [];
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it("is of one process at a time, which the refusal names", async () => {
    const folder = await takeDataFolder(dataDir, tell);
    await expect(takeDataFolder(dataDir, tell)).rejects.toThrow(
      `${dataDir} is in use by process ${process.pid}. Stop that`,
    );
    await folder.release();
    await (await takeDataFolder(dataDir, tell)).release();
    expect(readdirSync(join(dataDir, "run"))).toEqual([]);
  });

  it("goes to one of many that ask at once", async () => {
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => takeDataFolder(dataDir, tell)));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("is free after a kill: a lock of a gone process, or of an older one with the same number, does not count", async () => {
    await (await takeDataFolder(dataDir, tell)).release();
    for (const stale of [{ pid: 2 ** 22 + 1, began: "1@boot" }, { pid: process.pid, began: "1@boot" }, "torn"]) {
      writeFileSync(join(dataDir, "run/lock"), JSON.stringify(stale));
      expect(await userOf(dataDir)).toBeNull();
      await (await takeDataFolder(dataDir, tell)).release();
    }
  });

  it("is taken only once the children of a killed backend have ended", async () => {
    const child = startLeashed({ command: "sleep", args: ["30"], logFile: join(dataDir, "log"), stopSignal: "TERM" });
    const folder = await takeDataFolder(dataDir, tell);
    await folder.remember(child.pid);
    const children = readFileSync(join(dataDir, "run/children"));
    await folder.release();
    writeFileSync(join(dataDir, "run/children"), children);

    const taking = takeDataFolder(dataDir, tell);
    setTimeout(() => void child.stop(), 200);
    await (await taking).release();
    expect(lines).toEqual([`Waiting for process ${child.pid} of the last run to end`]);
    expect(await identityOf(child.pid)).toBeNull();
  });

  it("that cannot be used is refused in one line", async () => {
    writeFileSync(join(dataDir, "file"), "");
    await expect(takeDataFolder(join(dataDir, "file"), tell)).rejects.toThrow(
      /^DATA_DIR: cannot use .*file \(.*\)\. Set DATA_DIR to a folder of your own\.$/,
    );
  });

  it("tells what runs on it, and nothing once that is gone", async () => {
    expect(await readRunState(dataDir)).toBeNull();
    const folder = await takeDataFolder(dataDir, tell);
    expect(await readRunState(dataDir)).toMatchObject({ ready: false, api: null, pid: process.pid });
    const servers = { eventstore: "esdb://x", postgres: "postgres://x", nats: null, redis: null, backoffice: null };
    const state = { ...servers, api: "http://x", dataDir, ready: true, pid: process.pid };
    await writeRunState(state);
    expect(await readRunState(dataDir)).toEqual(state);
    await folder.release();
    expect(await readRunState(dataDir)).toBeNull();
  });
});

describe("a port", () => {
  it("that is taken is refused with its setting and what to do", async () => {
    const server = createServer();
    onTestFinished(() => void server.close());
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
    await expect(claimPort("API_PORT", port)).rejects.toThrow(
      `API_PORT: port ${port} of 127.0.0.1 is taken. Stop what listens there, or set API_PORT to another port (0 takes a free one).`,
    );
  });

  it("of 0 is a free one", async () => {
    expect(await claimPort("API_PORT", 0)).toBeGreaterThan(0);
  });

  it("that is held is nobody else's until it is released", async () => {
    const { port, release } = await holdPort("API_PORT", 0);
    await expect(claimPort("POSTGRES_PORT", port)).rejects.toThrow("is taken");
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
    await release();
    expect(await claimPort("POSTGRES_PORT", port)).toBe(port);
  });
});
