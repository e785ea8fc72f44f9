import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { checkoutFolder } from "#config/settings.js";
import { environmentWith } from "#config.js";
import { type RunState, readRunState } from "#embedded/run-state.js";
import { type Backend, startBackendProcess } from "#tests/cli/support/real-backend.js";
import { hasNats } from "#tests/support/servers.js";
import { untilTrue } from "#tests/support/until-true.js";

/** The shell blocks under a heading of the README, as somebody would paste them. */
const blocksUnder = (readme: string, heading: string): readonly string[] => {
  const section = readme.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = ""]) => block);
};

/** Has every curl also say on standard error what it was answered. */
const tellingCurl = `curl() { command curl -w '%{stderr}%{http_code} %{method} %{url}\\n' "$@"; echo; }\n`;

describe("the README's walk", { timeout: 120_000 }, () => {
  let dataDir: string;
  let backend: Backend;
  let state: RunState | null;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "culture-walk-"));
    await chmod(dataDir, 0o755); // the user that Postgres runs as must be able to enter
    backend = await startBackendProcess(dataDir, { env: { LOG_LEVEL: "warn" } });
    state = await readRunState(dataDir);
  }, 150_000);
  afterAll(async () => {
    await backend.kill();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 100, retryDelay: 100 });
  });

  it("works pasted, and a worker beside the backend hears of the bookings", async () => {
    const example = hasNats() ? printBookings(state?.nats ?? "") : null;
    const blocks = blocksUnder(await readFile(join(checkoutFolder, "README.md"), "utf8"), "A walk");
    expect(blocks.length).toBeGreaterThanOrEqual(5);
    const script = blocks.join("\n").replace(/^API=.*$/m, `API=${state?.api}`);
    const here = await mkdtemp(join(dataDir, "here-"));
    const { stdout, stderr } = await promisify(execFile)("/bin/sh", ["-euc", tellingCurl + script], { cwd: here });

    const answers = stderr.trim().split("\n");
    expect(answers.filter((answer) => !/^20[04] (GET|POST|PATCH) http/.test(answer))).toEqual([]);
    expect(answers.length).toBeGreaterThanOrEqual(10);
    const [offer, bookings, , countermark, , , me, partner] = bodiesIn(stdout);
    expect({ offer, countermark, me }).toMatchObject({
      offer: { id: 1 },
      countermark: { offerId: 1, isUsed: false },
      me: { bookedOffers: { 1: expect.any(Number) }, domainsCredit: { all: { initial: 15_000, remaining: 13_410 } } },
    });
    const [concert, book] = idsIn(bookings, "ongoingBookings");
    expect(idsIn(partner, "bookings")).toEqual(expect.arrayContaining([concert, book]));
    expect(await readdir(here)).toEqual([]);

    if (example === null) return;
    for (const line of [`booking ${book}: 1 x offer 1, 15.90 EUR`, `booking ${concert}: 1 x offer 2, 12.00 EUR`])
      await untilTrue(() => example.printed().includes(`Z  ${line}\n`), 60_000);
    await example.stop();
  });
});

/** What each curl printed, in their order; null for an empty answer. */
const bodiesIn = (output: string): readonly unknown[] =>
  output.split("\n").map((line) => (line === "" ? null : JSON.parse(line)));

const idsIn = (body: unknown, list: string): readonly number[] =>
  z
    .record(z.string(), z.unknown())
    .transform((fields) => z.array(z.object({ id: z.number() })).parse(fields[list]))
    .parse(body)
    .map(({ id }) => id);

const printBookings = (natsUrl: string) => {
  const child = spawn(process.execPath, ["--import", "tsx", "examples/print-bookings.ts"], {
    cwd: checkoutFolder,
    env: environmentWith({ NATS_URL: natsUrl }),
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = once(child, "exit");
  let printed = "";
  child.stdout.on("data", (bytes) => {
    printed += String(bytes);
  });
  return {
    printed: () => printed,
    stop: async () => {
      child.kill("SIGINT");
      await exited;
    },
  };
};
