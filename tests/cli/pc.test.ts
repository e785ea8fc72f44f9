import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environmentWith } from "#config.js";
import { takeDataFolder } from "#embedded/data-folder.js";
import { writeRunState } from "#embedded/run-state.js";
import { createTestDatabase } from "#tests/support/postgres.js";

const checkout = join(import.meta.dirname, "../..");

describe("./pc", { timeout: 90_000 }, () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), "culture-pc-"));
    chmodSync(dataDir, 0o711);
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  const pc = (args: readonly string[], { env = {}, cwd = "/", command = join(checkout, "pc") } = {}) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const options = { cwd, env: environmentWith({ DATA_DIR: dataDir, ...env }) };
      execFile(command, [...args], options, (error, out, err) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err });
      });
    });

  it("works from any folder and through a link", async () => {
    const link = join(dataDir, "link");
    symlinkSync(join(checkout, "pc"), link);
    expect(await pc(["status"], { command: link, cwd: dataDir })).toMatchObject({ code: 1, err: "" });
  });

  it("says that it does not know a verb, and lists those that it knows", async () => {
    const { code, err, out } = await pc(["strat-backend"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^There is no verb "strat-backend"\. Verbs: start-backend, restart-backend, .*, help\.\n$/);
    expect(out).toBe("");
  });

  it("lists every verb, each with a summary, and explains each with an example", async () => {
    const { out } = await pc(["help"]);
    const verbs = [...out.matchAll(/^ {2}([a-z-]+)(?: \[options\])?(?: [[<].*?[\]>])? {2,}\S/gm)].flatMap(([, verb]) =>
      verb && verb !== "help" ? [verb] : [],
    );
    expect(verbs).toContain("start-backend");
    expect(verbs.length).toBeGreaterThanOrEqual(11);
    for (const verb of verbs) expect((await pc(["help", verb])).out, verb).toMatch(/Examples?:\n {2}/);
  });

  it("names a wrong setting in one line", async () => {
    expect(await pc(["status"], { env: { API_PORT: "web" } })).toEqual({
      code: 1,
      out: "",
      err: 'API_PORT: "web" is not a whole number; for example API_PORT=5001\n',
    });
  });

  it("says that nothing runs, as one object with --json, exits 1 and leaves the folder as it was", async () => {
    const untouched = join(dataDir, "untouched");
    const { code, out } = await pc(["status", "--json"], { env: { DATA_DIR: untouched } });
    expect(code).toBe(1);
    const none = { api: null, backoffice: null, eventstore: null, postgres: null, nats: null, redis: null };
    expect(JSON.parse(out)).toEqual({ ...none, dataDir: untouched, ready: false, pid: null });
    expect(readdirSync(dataDir)).not.toContain("untouched");
  });

  it.each(["logs", "psql", "console", "sandbox -n tiny", "migrate pre"])(
    "says what to do when nothing runs: %s",
    async (line) => {
      const { code, err } = await pc(line.split(" "));
      expect(code).toBe(1);
      expect(err).toMatch(/^[^\n]*\.\/pc start-backend[^\n]*\n$/);
    },
  );

  it("shows what runs, runs SQL on it, and shows its logs", async () => {
    const folder = await takeDataFolder(dataDir, () => undefined);
    const database = await createTestDatabase();
    try {
      const urls = {
        api: "http://127.0.0.1:1",
        eventstore: "esdb://127.0.0.1:1",
        nats: null,
        redis: null,
        backoffice: null,
      };
      await writeRunState({ ...urls, postgres: database.url, dataDir, ready: true, pid: process.pid });
      expect(JSON.parse((await pc(["status", "--json"])).out)).toMatchObject({ ready: true, postgres: database.url });
      expect((await pc(["psql", "-c", "SELECT 40 + 2 AS answer"])).out).toContain("42");
      expect((await pc(["psql", "-c", "SELECT nothing"])).code).toBe(1);

      mkdirSync(join(dataDir, "logs"));
      writeFileSync(join(dataDir, "logs/api.log"), "one\ntwo\nthree\n");
      expect((await pc(["logs", "api", "-n", "2"])).out).toBe("two\nthree\n");
      expect((await pc(["logs", "apo"])).err).toMatch(/There are: api\.\n$/);
    } finally {
      await database.drop();
      await folder.release();
    }
  });

  it("wipes only with --yes, only what is its own, and only where nothing runs", async () => {
    expect((await pc(["restart-backend"])).err).toMatch(/say --yes/);
    const url = "postgres://pass_culture:passq@127.0.0.1:5/x";
    expect((await pc(["restart-backend", "--yes"], { env: { DATABASE_URL: url } })).err).toMatch(
      /^DATABASE_URL points to servers that are not ours to wipe/,
    );
    const folder = await takeDataFolder(dataDir, () => undefined);
    expect((await pc(["restart-backend", "--yes"])).err).toMatch(/is in use by process/);
    await folder.release();
  });

  it("refuses a test that does not exist, instead of passing with none", async () => {
    const { code, err } = await pc(
      ["test-backend", "tests/cli/lock-file.test.ts::no such case", "--without", "nats,redis"],
      { cwd: checkout },
    );
    expect({ code, err }).toEqual({
      code: 1,
      err: "No test ran: nothing in tests/ is called tests/cli/lock-file.test.ts::no such case.\n",
    });
  });

  it("runs one case of a file and ends with the count", async () => {
    const { code, out } = await pc(
      ["test-backend", "tests/cli/lock-file.test.ts::names every optional package, or npm", "--without", "nats,redis"],
      { cwd: checkout },
    );
    expect(code).toBe(0);
    expect(out).toMatch(/\n1 passed, 0 failed\n$/);
  });
});
