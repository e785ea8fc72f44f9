import { execFile } from "node:child_process";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { output } from "#embedded/run-as.js";

const run = promisify(execFile);

export type AptOptions = { timeoutMs: number; tell: (line: string) => void };

/**
 * Unpacks Debian packages, and the libraries of theirs that this machine lacks, into a folder. Installs nothing and needs
 * no root. Answers null when it is done, or in one line why it could not.
 */
export const fetchWithApt = async (
  packages: readonly string[],
  folder: string,
  { timeoutMs, tell }: AptOptions,
): Promise<string | null> => {
  for (const tool of ["apt-get", "dpkg"])
    if (!(await output("/bin/sh", ["-c", 'command -v "$1"', "sh", tool]))) return `there is no ${tool} here`;
  const work = `${folder}.${process.pid}-${Date.now()}`;
  const deadline = Date.now() + timeoutMs;
  tell(`Fetching ${packages.join(" and ")} (apt-get download, no installation)`);
  try {
    await mkdir(join(work, "root"), { recursive: true });
    const apt = await withLists(packages, work, deadline);
    await apt(["download", ...(await missingPackages(apt, packages))]);
    for (const file of await readdir(work))
      if (file.endsWith(".deb")) await run("dpkg", ["-x", join(work, file), join(work, "root")]);
    await rename(join(work, "root"), folder).catch(() => undefined); // another process was quicker
    return null;
  } catch (error) {
    return reasonOf(error);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

type Apt = (args: readonly string[]) => Promise<string>;

const aptIn = (work: string, deadline: number, ownLists: readonly string[] = []): Apt => {
  const bounds = ["Acquire::Retries=0", "Acquire::http::Timeout=10", "Acquire::https::Timeout=10"];
  const options = [...bounds, "APT::Sandbox::User=root", ...ownLists].flatMap((option) => ["-o", option]);
  return async (args) => {
    const timeout = Math.max(1, deadline - Date.now());
    const { stdout } = await run("apt-get", ["-q", ...options, ...args], { cwd: work, timeout, maxBuffer: 16 << 20 });
    return stdout;
  };
};

/** The machine's package lists, or, where it has none (a slim container image), lists of our own, thrown away afterwards. */
const withLists = async (packages: readonly string[], work: string, deadline: number): Promise<Apt> => {
  const apt = aptIn(work, deadline);
  const known = await missingPackages(apt, packages).catch(() => null);
  if (known) return apt;
  const [lists, cache] = [join(work, "lists"), join(work, "cache")];
  await mkdir(join(lists, "partial"), { recursive: true });
  await mkdir(join(cache, "archives/partial"), { recursive: true });
  const own = aptIn(work, deadline, [`Dir::State::lists=${lists}`, `Dir::Cache=${cache}`]);
  await own(["update"]);
  return own;
};

/** The packages and those libraries of theirs that are not installed here, by asking apt what it would install. */
const missingPackages = async (apt: Apt, packages: readonly string[]): Promise<string[]> => {
  const plan = await apt(["install", "--simulate", "--no-install-recommends", ...packages]);
  const installs = [...plan.matchAll(/^Inst (\S+)/gm)].flatMap(([, name]) => (name ? [name] : []));
  return [...new Set([...packages, ...installs.filter((name) => /^(lib|lua)/.test(name))])];
};

/** apt explains itself on lines that begin with E: */
const reasonOf = (error: unknown): string => {
  if (error instanceof Error && "killed" in error && error.killed) return "it took too long";
  const message = error instanceof Error ? error.message : String(error);
  return /^E: .*/m.exec(message)?.[0] ?? message.split("\n")[0] ?? message;
};
