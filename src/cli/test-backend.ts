import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { checkoutFolder } from "#config/settings.js";
import { environmentWith } from "#config.js";
import { OperatorError } from "#embedded/operator-error.js";
import { findServer, natsServer, redisServer } from "#embedded/server-binary.js";

const servers = { nats: natsServer, redis: redisServer } as const;
type ServerName = keyof typeof servers;

/** The tests, all of them, those of a file or one case. */
export const testBackend = (): Command =>
  new Command("test-backend")
    .summary("run the tests: all, one file, one case")
    .description("Runs the tests against real servers, which it starts and stops itself.")
    .argument("[file]", "a file of tests/, or FILE::NAME for the cases whose name holds NAME")
    .option(
      "--without <servers>",
      "leave out the tests that need these servers: nats, redis or nats,redis",
      serverNames,
      [],
    )
    .addHelpText(
      "after",
      '\nExamples:\n  ./pc test-backend\n  ./pc test-backend tests/domain/stock/stock.test.ts\n  ./pc test-backend "tests/domain/stock/stock.test.ts::refuses more units"',
    )
    .action(async (target: string | undefined, { without }: { without: ServerName[] }) => {
      await makeSureOfServers(without);
      process.exitCode = await runVitest(target, without);
    });

const serverNames = (text: string): ServerName[] =>
  text.split(",").map((name) => {
    if (name === "nats" || name === "redis") return name;
    throw new InvalidArgumentError(`It is nats, redis or nats,redis, not "${name}".`);
  });

const makeSureOfServers = async (without: readonly ServerName[]): Promise<void> => {
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  const options = { binFolder: join(checkoutFolder, ".data/bin"), timeoutMs: 120_000, retryAfterMs: 0, tell };
  for (const name of ["nats", "redis"] as const) {
    if (without.includes(name)) continue;
    const answer = await findServer(servers[name], options);
    if ("missing" in answer)
      throw new OperatorError(
        `${answer.missing}. Install it (apt-get install ${name}-server, brew install ${name === "nats" ? "nats-server" : "redis"}), or leave out what needs it: ./pc test-backend --without ${[...without, name].join(",")}`,
      );
  }
};

const runVitest = async (target: string | undefined, without: readonly ServerName[]): Promise<number> => {
  const [file, name] = splitTarget(target);
  const folder = await mkdtemp(join(tmpdir(), "culture-report-"));
  const report = join(folder, "report.json");
  const child = spawn(
    process.execPath,
    [join(checkoutFolder, "node_modules/vitest/vitest.mjs"), ...args(file, name, report)],
    {
      cwd: checkoutFolder,
      stdio: ["ignore", "inherit", "inherit"],
      env: environmentWith({ TEST_WITHOUT: without.join(",") }),
    },
  );
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  try {
    const [code] = await once(child, "exit");
    return await conclude(typeof code === "number" ? code : 1, report, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const splitTarget = (target: string | undefined): [string | undefined, string | undefined] => {
  if (target === undefined) return [undefined, undefined];
  const [file = "", ...name] = target.split("::");
  const path = relative(checkoutFolder, resolve(file));
  return [path.startsWith("..") ? file : path, name.length > 0 ? name.join("::") : undefined];
};

const args = (file: string | undefined, name: string | undefined, report: string): string[] => [
  "run",
  ...(file === undefined ? [] : [file]),
  ...(file?.startsWith("tests/long") ? ["--config", "vitest.long.config.ts"] : []),
  // vitest takes a pattern for the names from the outermost `describe` inwards
  ...(name === undefined ? [] : ["-t", name.replaceAll(" > ", " ").replace(/[.*+?^${}()|[\]\\]/g, "\\$&")]),
  ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
];

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/** A closing line that any script can read. vitest counts a run in which no case has the name as passed: we do not. */
const conclude = async (code: number, report: string, target: string | undefined): Promise<number> => {
  const text = await readFile(report, "utf8").catch(() => null);
  if (text === null) return code || 1;
  const { numPassedTests, numFailedTests, testResults } = Report.parse(JSON.parse(text));
  // A file whose set-up failed has no failed case, but it failed.
  const failedFiles = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.every((one) => one.status !== "failed"),
  ).length;
  const failed = numFailedTests + failedFiles;
  process.stdout.write(`${numPassedTests} passed, ${failed} failed\n`);
  if (numPassedTests + failed > 0) return code;
  throw new OperatorError(`No test ran: nothing in tests/ is called ${target ?? "*.test.ts"}.`);
};
